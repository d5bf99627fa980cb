package main

import "testing"

// TestAsTheTrueProvider has a row for each way of the true provider that is easy to get wrong. Whoever compares the
// two again goes through the rows.
//
// What the stand-in leaves out: the state's __meta, __defaults and id, and tags as null where there are none, which are
// the bridge's own affairs; and that credentials and unknown keys are refused when the provider's configuration is
// checked, rather than when it takes effect.
func TestAsTheTrueProvider(t *testing.T) {
	t.Parallel()
	rows := map[string]func(*testing.T){
		"a preview refuses the type HYPERPOD_LINUX":             refusesInput("type", "HYPERPOD_LINUX"),
		"a preview refuses an ARN whose account is malformed":   refusesInput("principalArn", "arn:aws:iam::1111:role/scientist"),
		"a preview refuses an ARN whose partition is malformed": refusesInput("principalArn", "arn:azure:iam::111122223333:role/scientist"),

		"a refused update of groups is in the state, with an error":         refusedGroups,
		"the engine gets the state of a refused update":                     refusedForTheEngine,
		"a refused update of tags is in the state, and the groups with it":  refusedTags,
		"the update after a refused one sends nothing and clears the error": updateAfterRefused,
		"a refresh after a refused update finds what EKS has":               refreshAfterRefused,
		"a new tag with an empty value is set":                              emptyTag,

		"a user name set by hand survives a refresh":                       userNameByHand,
		"a user name that is removed from the program stays":               userNameRemoved,
		"an imported entry keeps the user name that it has":                userNameImported,
		"an import has no type, no groups and no tags where EKS has it so": importWithoutDefaults,
		"an import of what does not exist has no properties":               importOfNothing,
		"the order of groups is not a difference":                          groupsInDisorder,
		"the first refresh brings empty tags, which are not a difference":  firstRefresh,

		"a policy is associated anew for another scope, and the new one comes first": scopeReplaces,
		"a policy waits for its entry, up to two minutes":                            associationWaits,
		"the order of namespaces is not a difference":                                namespacesInDisorder,
		"an association whose entry is gone is gone":                                 associationOfNoEntry,
		"an import of an association has its scope":                                  associationImported,

		"429 is retried, 25 times in all":                     retries(429, "TooManyRequestsException"),
		"500 is retried, 25 times in all":                     retries(500, "ServerException"),
		"503 is retried, 25 times in all":                     retries(503, "ServiceUnavailableException"),
		"a connection that is refused is tried 9 times":       retriesToConnect,
		"the pauses between attempts double, up to 5 minutes": pausesGrow,

		"credentials are validated by AWS's own STS, whatever aws:endpoints says": validatesElsewhere,
		"aws:skipCredentialsValidation leaves that out":                           validationSkipped,
		"aws:assumeRole makes all calls the role's":                               assumesRole,
		"a role that cannot be assumed is an error":                               roleRefused,
		"an unknown aws: key is an error":                                         unknownKey,

		"neither Ctrl-C nor a custom timeout ends a wait": waitsOn,

		"secret tags are in clear in tagsAll, everywhere":            secretTags,
		"an error of a resource is shown twice":                      errorsTwice,
		"an error of each operation names the operation and the URN": errorsNameTheURN,
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row(t)
		})
	}
}
