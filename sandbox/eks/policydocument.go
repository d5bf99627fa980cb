package eks

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// policyVersion is the only one that a document may have. Without it IAM reads a document by the rules of 2008.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
const policyVersion = "2012-10-17"

// maxManagedPolicy is the size of a managed policy, without white space.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const maxManagedPolicy = 6144

// statement is one of an identity-based policy.
type statement struct {
	allows    bool
	actions   []string // patterns, in lower case
	resources []string // patterns
}

var (
	actionPattern = regexp.MustCompile(`^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$`)
	sidPattern    = regexp.MustCompile(`^[A-Za-z0-9]*$`)
)

// malformed is IAM's refusal of a document. Where IAM has a sentence of its own, the text is that.
func malformed(format string, args ...any) error {
	return apiErrorf(http.StatusBadRequest, "MalformedPolicyDocument", format, args...)
}

var errPolicySyntax = malformed("Syntax errors in policy.")

// managedPolicy reads a policy within the limit of managed ones.
func managedPolicy(document string) ([]statement, error) {
	if policySize(document) > maxManagedPolicy {
		return nil, apiErrorf(http.StatusConflict, "LimitExceeded", "Cannot exceed quota for PolicySize: %d", maxManagedPolicy)
	}
	return parsePolicy(document)
}

// policySize counts a document's characters as IAM does: without white space.
func policySize(document string) int {
	size := 0
	for _, character := range document {
		if !unicode.IsSpace(character) {
			size++
		}
	}
	return size
}

// parsePolicy reads an identity-based policy. It refuses what IAM refuses, and what IAM takes and this server does not
// evaluate: Condition, NotAction, NotResource and policy variables.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
func parsePolicy(document string) ([]statement, error) {
	elements, err := elementsOf([]byte(document))
	if err != nil {
		return nil, err
	}
	if err := onlyElements(elements, "Version", "Id", "Statement"); err != nil {
		return nil, err
	}
	version, err := oneText(elements["Version"])
	if err != nil {
		return nil, err
	}
	if version != policyVersion {
		return nil, malformed("The Version %q is not evaluated here: it must be %q.", version, policyVersion)
	}
	listed, err := oneOrMore(elements["Statement"])
	if err != nil {
		return nil, err
	}
	statements := make([]statement, 0, len(listed))
	var sids []string
	for _, raw := range listed {
		parsed, sid, err := parseStatement(raw)
		if err != nil {
			return nil, err
		}
		if sid != "" && slices.Contains(sids, sid) {
			return nil, malformed("Statement IDs (SID) in a single policy must be unique.")
		}
		statements, sids = append(statements, parsed), append(sids, sid)
	}
	return statements, nil
}

func parseStatement(raw json.RawMessage) (parsed statement, sid string, err error) {
	elements, err := elementsOf(raw)
	if err != nil {
		return statement{}, "", err
	}
	if err := onlyElements(elements, "Sid", "Effect", "Action", "Resource"); err != nil {
		return statement{}, "", err
	}
	if sid, err = oneText(elements["Sid"]); err != nil {
		return statement{}, "", err
	}
	if !sidPattern.MatchString(sid) {
		return statement{}, "", malformed("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")
	}
	effect, err := oneText(elements["Effect"])
	if err != nil || effect != "Allow" && effect != "Deny" {
		return statement{}, "", errPolicySyntax
	}
	actions, err := texts(elements["Action"], "Policy statement must contain actions.", checkAction)
	if err != nil {
		return statement{}, "", err
	}
	resources, err := texts(elements["Resource"], "Policy statement must contain resources.", checkResource)
	if err != nil {
		return statement{}, "", err
	}
	for i, action := range actions {
		actions[i] = strings.ToLower(action)
	}
	return statement{effect == "Allow", actions, resources}, sid, nil
}

func checkAction(action string) error {
	if action != "*" && !actionPattern.MatchString(action) {
		return malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
	}
	return nil
}

// checkResource asks for "*" or an ARN with its six parts. Whether IAM takes one that a wildcard cuts short is not certain.
func checkResource(resource string) error {
	if resource == "*" {
		return nil
	}
	if strings.Contains(resource, "${") {
		return malformed("The policy variable in %s is not evaluated here.", resource)
	}
	parts := strings.SplitN(resource, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return malformed(`Resource %s must be in ARN format or "*".`, resource)
	}
	service, region := parts[2], parts[3]
	if service == "" || strings.ContainsAny(service, "*?") {
		return malformed("Resource vendor must be fully qualified and cannot contain regexes.")
	}
	if region != "" && (service == "iam" || service == "s3") {
		return malformed("Resource %s can not contain region information.", resource)
	}
	return nil
}

// onlyElements refuses every other element: one that were passed over would make a policy mean something else.
func onlyElements(elements map[string]json.RawMessage, known ...string) error {
	for name := range elements {
		if slices.Contains(known, name) {
			continue
		}
		switch name {
		case "Principal", "NotPrincipal":
			return malformed("Policy document should not specify a principal.")
		case "Condition", "NotAction", "NotResource":
			return malformed("The element %s is not evaluated here.", name)
		}
		return errPolicySyntax
	}
	return nil
}

// elementsOf reads one JSON object. Names count in their exact case, and each may occur once.
func elementsOf(raw []byte) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') {
		return nil, errPolicySyntax
	}
	elements := map[string]json.RawMessage{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, errPolicySyntax
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, errPolicySyntax
		}
		if _, twice := elements[name.(string)]; twice {
			return nil, errPolicySyntax
		}
		elements[name.(string)] = value
	}
	if _, err := decoder.Token(); err != nil {
		return nil, errPolicySyntax
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errPolicySyntax
	}
	return elements, nil
}

// oneOrMore reads a list; a value that is none is its only element.
func oneOrMore(raw json.RawMessage) ([]json.RawMessage, error) {
	if len(raw) == 0 {
		return nil, errPolicySyntax
	}
	if raw[0] != '[' {
		return []json.RawMessage{raw}, nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
		return nil, errPolicySyntax
	}
	return list, nil
}

// oneText reads a text, "" if there is none.
func oneText(raw json.RawMessage) (string, error) {
	if len(raw) == 0 {
		return "", nil
	}
	var text *string
	if err := json.Unmarshal(raw, &text); err != nil || text == nil {
		return "", errPolicySyntax
	}
	return *text, nil
}

// texts reads a text or a list of them, each of which must pass a check; missing is what IAM says if there is none.
func texts(raw json.RawMessage, missing string, check func(string) error) ([]string, error) {
	if len(raw) == 0 || string(raw) == "[]" {
		return nil, malformed("%s", missing)
	}
	listed, err := oneOrMore(raw)
	if err != nil {
		return nil, err
	}
	read := make([]string, len(listed))
	for i, raw := range listed {
		if read[i], err = oneText(raw); err != nil {
			return nil, err
		}
		if err := check(read[i]); err != nil {
			return nil, err
		}
	}
	return read, nil
}
