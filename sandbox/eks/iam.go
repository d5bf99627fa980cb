package eks

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// defaultSessionName is the session of a role's access key if [SessionName] says nothing else.
const defaultSessionName = "session"

var (
	// IAM's characters for names and paths:
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
	principalPattern = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)/([\w+=,.@/-]*/)?[\w+=,.@-]+$`)
	// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
	sessionNamePattern = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)
)

// Credentials are an access key of a principal. Those of a role are a session's and carry a session token.
type Credentials = aws.Credentials

// principal is an IAM user or role. Its unique id, not its ARN, is its identity: a principal that is removed
// and added again is another one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
type principal struct {
	arn        arn.ARN
	id         string
	createdAt  time.Time   // in whole seconds, as IAM has it
	statements []statement // of its managed policies, and what Actions allows
	inline     map[string]inlinePolicy
}

// accessKey is a long-term key of a user or the temporary key of one session of a role.
type accessKey struct {
	principal   *principal
	credentials Credentials
	sessionName string // roles only
}

// PrincipalOption refines [Server.AddPrincipal].
type PrincipalOption func(*principalOptions)

type principalOptions struct {
	documents   []string
	inline      [][2]string // name and document
	statements  []statement
	sessionName string
}

// Administrator lets the principal do everything. Principals without it, [Actions] and policies are refused every call but
// GetCallerIdentity; signing in to a cluster needs no permission in AWS, only an access entry.
func Administrator() PrincipalOption { return Actions("*") }

// Actions lets the principal take actions on every resource. They are named as in a policy: "eks:List*".
func Actions(names ...string) PrincipalOption {
	allowed := statement{allows: true, resources: []string{"*"}}
	for _, name := range names {
		allowed.actions = append(allowed.actions, strings.ToLower(name))
	}
	return func(o *principalOptions) { o.statements = append(o.statements, allowed) }
}

// Policy attaches a customer managed policy to the principal: a JSON document of Allow and Deny statements on actions and
// resources. What the server does not evaluate in a document, such as a Condition, makes [Server.AddPrincipal] fail, with
// IAM's MalformedPolicyDocument; so does a document beyond IAM's limit of 6,144 characters, white space not counted.
func Policy(document string) PrincipalOption {
	return func(o *principalOptions) { o.documents = append(o.documents, document) }
}

// InlinePolicy gives the principal an inline policy, as IAM's PutRolePolicy and PutUserPolicy do. It is like [Policy], but
// the limit is IAM's for all inline policies of a principal: 10,240 characters for a role, 2,048 for a user.
func InlinePolicy(name, document string) PrincipalOption {
	return func(o *principalOptions) { o.inline = append(o.inline, [2]string{name, document}) }
}

// SessionName names the session that a role's access key stands for; it defaults to "session". Users have none.
func SessionName(name string) PrincipalOption {
	return func(o *principalOptions) { o.sessionName = name }
}

// AddPrincipal registers an IAM user or role, with any path, of any account, and returns a new access key for
// it. The key of a role stands for a session of it: its caller identity is
// arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION. Adding a registered principal again keeps its identity and
// returns one more key.
//
// It is an error if the ARN names neither a user nor a role of the server's partition, if the session name is malformed
// or given for a user, or if a policy is refused.
func (s *Server) AddPrincipal(principalARN string, opts ...PrincipalOption) (Credentials, error) {
	parsed, err := s.parsePrincipal(principalARN)
	if err != nil {
		return Credentials{}, err
	}
	options, err := newPrincipalOptions(opts)
	if err != nil {
		return Credentials{}, fmt.Errorf("principal %q: %w", principalARN, err)
	}
	key, err := newAccessKey(parsed, options.sessionName)
	if err != nil {
		return Credentials{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	owner, ok := s.principals[principalARN]
	if !ok {
		owner = &principal{arn: parsed, id: newUniqueID(parsed), createdAt: s.now().UTC().Truncate(time.Second), inline: map[string]inlinePolicy{}}
	}
	for _, policy := range options.inline {
		if err := owner.putInline(policy[0], policy[1]); err != nil {
			return Credentials{}, fmt.Errorf("principal %q: policy %q: %w", principalARN, policy[0], err)
		}
	}
	s.principals[principalARN] = owner
	owner.statements = append(owner.statements, options.statements...)
	key.principal = owner
	s.addKey(key)
	return key.credentials, nil
}

// newPrincipalOptions applies options and reads the policies among them.
func newPrincipalOptions(opts []PrincipalOption) (principalOptions, error) {
	var options principalOptions
	for _, opt := range opts {
		opt(&options)
	}
	for _, allowed := range options.statements {
		for _, action := range allowed.actions {
			if err := checkAction(action); err != nil {
				return principalOptions{}, fmt.Errorf("action %q: %w", action, err)
			}
		}
	}
	for _, document := range options.documents {
		statements, err := managedPolicy(document)
		if err != nil {
			return principalOptions{}, err
		}
		options.statements = append(options.statements, statements...)
	}
	return options, nil
}

// addKey makes a key known to this server and to the sign-in. The caller holds s.mu.
func (s *Server) addKey(key *accessKey) {
	s.accessKeys[key.credentials.AccessKeyID] = key
	accessKeyOwners.Store(key.credentials.AccessKeyID, s)
}

// RemovePrincipal deletes a principal and its access keys; a principal that is not registered is left so. Its
// access entries stay, as on EKS, but no longer sign anybody in: not even a principal that is added under the
// same ARN later.
func (s *Server) RemovePrincipal(principalARN string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.principals, principalARN)
	for id, key := range s.accessKeys {
		if key.principal.arn.String() == principalARN {
			delete(s.accessKeys, id)
			accessKeyOwners.Delete(id)
		}
	}
}

func (s *Server) parsePrincipal(principalARN string) (arn.ARN, error) {
	if !principalPattern.MatchString(principalARN) {
		return arn.ARN{}, fmt.Errorf("principal %q: not the ARN of an IAM user or role; it looks like arn:%s:iam::%s:role/NAME",
			principalARN, s.config.Partition, s.config.AccountID)
	}
	parsed, err := arn.Parse(principalARN)
	if err != nil {
		return arn.ARN{}, fmt.Errorf("principal %q: %w", principalARN, err)
	}
	if parsed.Partition != s.config.Partition {
		return arn.ARN{}, fmt.Errorf("principal %q: in partition %s, but this server is in %s", principalARN, parsed.Partition, s.config.Partition)
	}
	return parsed, nil
}

// newAccessKey makes a key of the kind that a user or a role has; the caller sets its principal.
func newAccessKey(owner arn.ARN, sessionName string) (*accessKey, error) {
	if !isRole(owner) {
		if sessionName != "" {
			return nil, fmt.Errorf("principal %q: session name %q: users have no sessions; leave it out", owner, sessionName)
		}
		return &accessKey{credentials: Credentials{AccessKeyID: "AKIA" + rand.Text()[:16], SecretAccessKey: newSecret()}}, nil
	}
	if sessionName == "" {
		sessionName = defaultSessionName
	}
	if !sessionNamePattern.MatchString(sessionName) {
		return nil, fmt.Errorf("principal %q: session name %q: must be 2 to 64 of letters, digits and _+=,.@-", owner, sessionName)
	}
	return &accessKey{sessionName: sessionName, credentials: Credentials{
		AccessKeyID: "ASIA" + rand.Text()[:16], SecretAccessKey: newSecret(), SessionToken: newSecret() + newSecret(),
	}}, nil
}

// callerARN is what GetCallerIdentity calls the key's owner; a role's path is not part of it.
func (k *accessKey) callerARN() string {
	owner := k.principal.arn
	if !isRole(owner) {
		return owner.String()
	}
	return assumedRoleARN(owner, k.sessionName)
}

// userID is the unique id that GetCallerIdentity answers.
func (k *accessKey) userID() string {
	if k.sessionName == "" {
		return k.principal.id
	}
	return k.principal.id + ":" + k.sessionName
}

func assumedRoleARN(role arn.ARN, session string) string {
	role.Service = "sts"
	role.Resource = "assumed-role/" + friendlyName(role) + "/" + session
	return role.String()
}

func isRole(a arn.ARN) bool { return strings.HasPrefix(a.Resource, "role/") }

// friendlyName is a user's or role's name without its path.
func friendlyName(a arn.ARN) string { return a.Resource[strings.LastIndex(a.Resource, "/")+1:] }

func newUniqueID(owner arn.ARN) string {
	if isRole(owner) {
		return "AROA" + rand.Text()[:17]
	}
	return "AIDA" + rand.Text()[:17]
}

// newSecret has the 40 characters of AWS's secret access keys.
func newSecret() string { return rand.Text() + rand.Text()[:14] }
