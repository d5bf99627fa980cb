package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/awsauth"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/doctor"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
	"github.com/scientist-access/scientist-access/internal/authmode"
	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/policy"
)

// reader asks what the doctor wants to know, each thing as soon as what it depends on is known.
type reader struct {
	*doctor.Facts
	account    *live.Account
	eks        *live.EKS
	kubernetes *live.Kubernetes
	progress   *progress
}

// readFacts asks. It is an error only if the settings do not even tell whom to ask.
func readFacts(ctx context.Context, std streams, options doctorOptions, capabilities []policy.Capability) (*doctor.Facts, error) {
	account, err := live.NewAccount(ctx, options.region)
	if err != nil {
		return nil, err
	}
	eks, err := live.NewEKS(ctx, options.cluster, options.region)
	if err != nil {
		return nil, err
	}
	r := reader{
		Facts: &doctor.Facts{
			Cluster: options.cluster, Region: eks.Region(), Namespace: options.namespace, Principal: options.principal,
			Named: len(capabilities) > 0, Capabilities: capabilities,
		},
		account: account, eks: eks, progress: newProgress(std.err, "asked the API server about", "rights"),
	}
	if !r.Named {
		r.Capabilities = policy.Catalogue()
	}
	r.readKubeconfig(options.place)
	r.Caller = answer(account.Caller(ctx))
	if r.Caller.Outcome == doctor.Known {
		r.readIAM(ctx)
	}
	if r.Caller.Outcome == doctor.Known || r.Caller.Outcome == doctor.Failed {
		r.readEKS(ctx)
		r.readKubernetes(ctx)
	}
	return r.Facts, nil
}

// answer is what became of a question.
func answer[T any](value T, err error) doctor.Answer[T] {
	if err == nil {
		return doctor.Is(value)
	}
	var lacking *live.MissingRightError
	if errors.As(err, &lacking) {
		return doctor.Answer[T]{Outcome: doctor.Lacking, Why: lacking.Right}
	}
	text := oneLine(err).Error()
	for known, outcome := range outcomes {
		if errors.Is(err, known) {
			return doctor.Answer[T]{Outcome: outcome, Why: strings.TrimPrefix(text, known.Error()+": ")}
		}
	}
	switch {
	case live.Gone(err):
		return doctor.Answer[T]{Outcome: doctor.Absent, Why: text}
	case apierrors.IsUnauthorized(err):
		return doctor.Answer[T]{Outcome: doctor.Refused, Why: text}
	}
	return doctor.Answer[T]{Outcome: doctor.Failed, Why: text}
}

// outcomes are those of errors that mean something.
var outcomes = map[error]doctor.Outcome{
	live.ErrNoCredentials:      doctor.Absent,
	live.ErrExpiredCredentials: doctor.Expired,
	live.ErrWrongCredentials:   doctor.Refused,
	live.ErrNoPrincipal:        doctor.Absent,
}

func (r *reader) readKubeconfig(p place) {
	kubernetes, err := live.NewKubernetes(p.cluster, p.kubeconfig, p.context)
	r.kubernetes = kubernetes
	if err != nil {
		r.Kubeconfig = answer("", err)
		r.Kubeconfig.Why = strings.TrimPrefix(r.Kubeconfig.Why, "kubeconfig: ")
		r.Namespace = cmp.Or(r.Namespace, "default") // as kubectl
		return
	}
	r.Kubeconfig = doctor.Is(kubernetes.Config.Host)
	r.Namespace = cmp.Or(r.Namespace, kubernetes.Namespace)
}

// readIAM looks the principal up, if it is of the account that is asked.
func (r *reader) readIAM(ctx context.Context) {
	if _, role, isSession := iam.Session(r.Caller.Value); isSession && r.Principal == "" {
		r.IAM = made(r.account.Role(ctx, role))
		return
	}
	arn := cmp.Or(r.Principal, r.Caller.Value)
	if iam.Account(arn) != iam.Account(r.Caller.Value) {
		return
	}
	name := arn[strings.LastIndex(arn, "/")+1:]
	switch {
	case strings.Contains(arn, ":role/"):
		r.IAM = made(r.account.Role(ctx, name))
	case strings.Contains(arn, ":user/"):
		r.IAM = made(r.account.User(ctx, name))
	}
}

func made(arn string, created time.Time, err error) doctor.Answer[doctor.Made] {
	return answer(doctor.Made{ARN: arn, Created: created}, err)
}

// readEKS looks the access entry up. A cluster that takes none does not tell about any.
func (r *reader) readEKS(ctx context.Context) {
	r.Described = answer(r.eks.Describe(ctx))
	if r.Described.Outcome == doctor.Absent || r.Described.Outcome == doctor.Known && !authmode.TakesEntries(r.Described.Value.Mode) {
		return
	}
	if arn := r.ARN(); arn != "" {
		r.Entry = r.entry(ctx, arn)
	} else if r.Caller.Outcome == doctor.Known {
		r.Entry = r.ownEntry(ctx)
	}
	if r.Entry.Outcome == doctor.Known {
		var found access.Objects
		err := r.eks.ReadPolicies(ctx, []string{r.Entry.Value.PrincipalARN}, &found)
		r.Policies = answer(found.Associations, err)
	}
}

func (r *reader) entry(ctx context.Context, arn string) doctor.Answer[doctor.Entry] {
	found, created, err := r.eks.Entry(ctx, arn)
	if err == nil && found == nil {
		return doctor.Answer[doctor.Entry]{Outcome: doctor.Absent}
	}
	if err != nil {
		return answer(doctor.Entry{}, err)
	}
	return doctor.Is(doctor.Entry{Entry: *found, Created: created})
}

// ownEntry is that of a role whose path IAM does not tell: the one of a role of that name, as no account has two.
func (r *reader) ownEntry(ctx context.Context) doctor.Answer[doctor.Entry] {
	account, role, _ := iam.Session(r.Caller.Value)
	withoutPath := r.entry(ctx, "arn:"+iam.Partition(r.Caller.Value)+":iam::"+account+":role/"+role)
	if withoutPath.Outcome == doctor.Known {
		return withoutPath
	}
	arns, err := r.eks.Principals(ctx)
	if err != nil {
		return doctor.Answer[doctor.Entry]{Outcome: r.IAM.Outcome, Why: r.IAM.Why}
	}
	for _, arn := range arns {
		if iam.IsSession(r.Caller.Value, arn) {
			return r.entry(ctx, arn)
		}
	}
	return doctor.Answer[doctor.Entry]{Outcome: doctor.Absent}
}

// readKubernetes asks the API server, if the kubeconfig leads to the cluster's and it lets the client in.
func (r *reader) readKubernetes(ctx context.Context) {
	if r.Kubeconfig.Outcome != doctor.Known {
		return
	}
	if r.Described.Outcome == doctor.Known && live.SameCluster(r.kubernetes.Config, r.Cluster, r.Described.Value) != nil {
		r.Kubeconfig.Outcome = doctor.Absent
		return
	}
	r.User = answer(r.kubernetes.Self(ctx))
	if r.User.Outcome != doctor.Known {
		return
	}
	r.readLine(ctx)
	var found access.Objects
	r.RBAC = answer(found, r.kubernetes.Read(ctx, &found))
	r.RBAC.Value = found
	r.Exists = answer(r.kubernetes.HasNamespace(ctx, r.Namespace))
	r.Served = answer(r.kubernetes.Served())
	r.Allowed = answer(r.askRights(ctx))
	r.progress.end()
}

// readLine looks for a line of aws-auth in place of an access entry. Whoever signs in need not ask.
func (r *reader) readLine(ctx context.Context) {
	if r.Principal == "" || r.Entry.Outcome != doctor.Absent || !r.Described.Value.ConfigMap {
		return
	}
	lines, notes, err := r.kubernetes.AWSAuth(ctx)
	if line := awsauth.Find(r.Principal, awsauth.Effective(nil, lines)); line != nil {
		r.Line = doctor.Is(*line)
		return
	}
	r.Line = answer(access.Entry{}, err)
	if err == nil {
		r.Line.Outcome = doctor.Absent
	}
	if i := slices.IndexFunc(notes, func(n access.Note) bool { return n.LeftOut }); i >= 0 {
		r.Line = doctor.Answer[access.Entry]{Outcome: doctor.Failed, Why: notes[i].Message}
	}
}

// rightsAtOnce is how many questions about rights are under way at a time.
const rightsAtOnce = 16

// askRights asks about every right of the capabilities.
func (r *reader) askRights(ctx context.Context) (map[access.Right]bool, error) {
	ask := r.kubernetes.SelfAllowed
	if r.Principal != "" {
		subject, known := r.Subject()
		if !known {
			return nil, errors.New("what the principal is in the cluster is not known")
		}
		ask = func(ctx context.Context, right access.Right) (bool, error) {
			return r.kubernetes.Allowed(ctx, subject.Session("scientist-access-doctor"), append([]string{access.Authenticated}, subject.Groups...), right)
		}
	}
	rights := doctor.Rights(r.Namespace, r.Capabilities...)
	allowed := map[access.Right]bool{}
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(rightsAtOnce)
	for _, right := range rights {
		group.Go(func() error {
			yes, err := ask(ctx, right)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				allowed[right] = yes
				r.progress.show(len(allowed), len(rights))
			}
			return err
		})
	}
	return allowed, group.Wait()
}
