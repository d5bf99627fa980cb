// Package fix writes commands that mend what a report has found.
package fix

import (
	"fmt"
	"regexp"
	"strings"
)

// OnEntry is a command of the AWS CLI about a principal's access entry.
func OnEntry(verb, cluster, arn string) string {
	return fmt.Sprintf("aws eks %s --cluster-name %s --principal-arn %s", verb, Quote(cluster), Quote(arn))
}

var plain = regexp.MustCompile(`^[\w@%+=:,./-]+$`)

// Quote makes a name one word to a shell.
func Quote(s string) string {
	if plain.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
