package review_test

import "testing"

func TestEverybody(t *testing.T) {
	to := func(subject string) findingCase {
		return findingCase{subject, objects(
			entry(alice, "g"), role("a", "r", "get pods"), bind("a", "Role r", groupSubject("g"), groupSubject(subject)),
		), nil}
	}
	cases := []findingCase{to("system:unauthenticated"), to("system:authenticated"), to("system:serviceaccounts"), to("system:serviceaccounts:a")}
	for i, severity := range []string{"critical", "high", "medium"} {
		cases[i].want = []string{severity + " everybody RoleBinding a/b-r"}
	}
	checkFindings(t, cases)
}
