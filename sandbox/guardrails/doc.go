// Package guardrails tests the admission policies of the module's package of that name on a real API server.
package guardrails
