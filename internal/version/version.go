// Package version has the one version of all modules here.
package version

// Number is that of the next release, or of this one where its tag is checked out. Releases: CHANGELOG.md.
const Number = "0.1.0"
