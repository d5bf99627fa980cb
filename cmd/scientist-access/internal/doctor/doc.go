// Package doctor goes along the chain from AWS credentials to the rights of a capability, and says where it breaks and who
// mends it.
//
// [Facts] are what was asked and answered, [New] judges them link by link. The package talks to nobody itself.
package doctor
