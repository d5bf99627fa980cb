package fuzzed

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
)

var principals = []string{
	"arn:aws:iam::111122223333:role/Alice", "arn:aws:iam::111122223333:user/bob", "arn:aws:iam::111122223333:role/path/Carol",
}

// Entries are access entries, or lines of the ConfigMap aws-auth, of different principals.
func Entries(b *Bytes, origin access.Origin) []access.Entry {
	var entries []access.Entry
	for _, arn := range principals[:b.Below(len(principals)+1)] {
		entries = append(entries, access.Entry{
			Origin: origin, PrincipalARN: arn, Groups: Some(b, 2, subjectGroups), Type: Pick(b, []string{"", "STANDARD", "EC2_LINUX"}),
			UserName: Pick(b, []string{"", "u0", "u:{{SessionName}}", "u:{{SessionNameRaw}}"}),
		})
	}
	return entries
}

// sessionName is what IAM takes for the name of a session.
// Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
var sessionName = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)

// users are whom the API server may meet when the principal of an entry signs in.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/set-custom-username.html
func users(e access.Entry) []User {
	name, groups := e.UserName, append([]string{"system:authenticated"}, e.Groups...)
	if name == "" {
		name = e.PrincipalARN
		if parts := strings.Split(name, "/"); strings.Contains(name, ":role/") {
			name = session("{{SessionName}}")
			name = strings.Replace(name, "Alice", parts[len(parts)-1], 1)
		}
	}
	var all []User
	for _, s := range Sessions {
		if sessionName.MatchString(s) {
			signedIn := strings.NewReplacer("{{SessionName}}", strings.ReplaceAll(s, "@", "-"), "{{SessionNameRaw}}", s).Replace(name)
			all = append(all, User{signedIn, groups})
		}
	}
	return all
}

// matching are those that match a subject and nothing that is not meant by it.
func matching(s rbacv1.Subject) []User {
	switch {
	case s.Kind == "Group" && s.Name == "system:unauthenticated":
		return []User{{"system:anonymous?", []string{s.Name}}}
	case s.Kind == "Group":
		return []User{{"nobody?", []string{"system:authenticated", s.Name}}}
	case s.Kind == "ServiceAccount":
		return []User{{"system:serviceaccount:" + s.Namespace + ":" + s.Name, []string{
			"system:authenticated", "system:serviceaccounts", "system:serviceaccounts:" + s.Namespace,
		}}}
	case s.Kind == "User" && strings.HasPrefix(s.Name, "system:serviceaccount:"):
		parts := strings.Split(s.Name, ":")
		return matching(rbacv1.Subject{Kind: "ServiceAccount", Namespace: parts[2], Name: parts[3]})
	case s.Kind == "User" && s.Name == "system:anonymous":
		return []User{{s.Name, []string{"system:unauthenticated"}}}
	case s.Kind == "User":
		return []User{{s.Name, []string{"system:authenticated"}}}
	}
	return nil // nobody is a Robot
}

// Differences are where the model and the authorizer of a cluster disagree: in all that the model claims, and in some
// requests that the bytes pick.
func (c *Cluster) Differences(m *access.Model, cluster string, b *Bytes) []string {
	var all []string
	for i := range m.Entries {
		e := &m.Entries[i]
		if e.Cluster == cluster && (e.Type == "" || e.Type == "STANDARD") {
			id := m.Identity(access.Principal{Kind: access.IAM, Name: e.PrincipalARN, Cluster: cluster})
			all = append(all, c.compare(e.PrincipalARN, m.Rights(id), users(*e), b)...)
		}
	}
	subjects := map[string]rbacv1.Subject{}
	m.Subjects(func(of string, s rbacv1.Subject) {
		if of == cluster {
			subjects[access.SubjectName(s)] = s
		}
	})
	for _, name := range slices.Sorted(maps.Keys(subjects)) {
		all = append(all, c.compare(name, m.Rights(access.SubjectIdentity(cluster, subjects[name])), matching(subjects[name]), b)...)
	}
	return all[:min(len(all), 5)]
}

func (c *Cluster) compare(who string, rights access.Rights, users []User, b *Bytes) []string {
	var all []string
	for scope, s := range rights {
		for _, right := range access.SingleRights(scope, s.Rules) {
			if !c.anyAllowed(users, right) {
				all = append(all, fmt.Sprintf("%s: claims what is refused: %+v", who, right))
			}
		}
	}
	for range 4 {
		r := AnyRequest(b, Namespaces...)
		right := access.Right{Namespace: r.Namespace, Verb: r.Verb, APIGroup: r.Group, Resource: r.Resource, Name: r.Name, Path: r.Path}
		claims, allowed := rights.Covers(r.Namespace, right.Rule()), c.anyAllowed(users, right)
		if claims && !allowed || allowed && !claims && !hasMore(rights, r.Namespace) {
			all = append(all, fmt.Sprintf("%s: claims %t, allowed %t: %+v", who, claims, allowed, right))
		}
	}
	return all
}

// hasMore reports whether more may be allowed than the model claims: by roles that it does not hold.
func hasMore(rights access.Rights, namespace string) bool {
	return len(rights.At(access.WholeCluster).Opaque)+len(rights.At(namespace).Opaque) > 0
}

// anyAllowed reports whether one of the users is allowed all that the right means: without a name, on any object, and in
// the whole cluster, in any namespace.
func (c *Cluster) anyAllowed(users []User, right access.Right) bool {
	for _, u := range users {
		ok := true
		for _, name := range meant(right.Name, "any") {
			for _, namespace := range meant(right.Namespace, "any") {
				ok = ok && c.Allows(u, Request{namespace, right.Verb, right.APIGroup, right.Resource, name, right.Path})
			}
		}
		if ok {
			return true
		}
	}
	return false
}

// meant is the word, or nothing and something where it is nothing.
func meant(word, some string) []string {
	if word != "" {
		return []string{word}
	}
	return []string{"", some}
}
