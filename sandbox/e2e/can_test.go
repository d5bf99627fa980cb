package e2e

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/sandbox"
)

// worldsAsked is in how many worlds, and questionsAsked how many questions in each. The live cluster is asked the first of them
// alone: much is read for its answers.
const (
	worldsAsked    = 3
	questionsAsked = 12
)

// TestAnswersEqualTheAPIServer asks the command random questions in both directions about random worlds, of the live cluster and
// of a stack with what is the world's own or with all that the cluster has, and the API server the same about everybody. Of the
// cluster the answers must be equal. Of a stack, yes and no must be true; what it cannot know is "unknown".
func TestAnswersEqualTheAPIServer(t *testing.T) {
	seed := time.Now().UnixNano() % 1_000_000
	c := &comparison{
		server: &apiServer{t: t, client: admin(t)}, random: rand.New(rand.NewPCG(uint64(seed), 0)), counts: map[string]int{},
		kubeconfig: filepath.Join(t.TempDir(), "kubeconfig"),
	}
	require.NoError(t, os.WriteFile(c.kubeconfig, adminKubeconfig(t), 0o600))
	for i := range worldsAsked {
		t.Run(fmt.Sprintf("world %d", seed+int64(i)), func(t *testing.T) {
			prefix := fmt.Sprintf("asked%d-", i)
			w := rapid.Custom(func(rt *rapid.T) *world { return drawWorld(rt, prefix) }).Example(int(seed) + i)
			w.create(t, c.server)
			defer w.remove(c.server)
			w.createEntries(t)
			c.compare(t, w)
		})
	}
	t.Logf("seed %d: %d questions, %d answers: %v", seed, c.counts["questions"], c.counts["answers"], c.counts)
	require.Positive(t, c.counts["cluster: yes"])
	require.Positive(t, c.counts["cluster: no"])
}

// createEntries makes EKS have the world's access entries.
func (w *world) createEntries(t *testing.T) {
	t.Helper()
	for i := range w.objects.Entries {
		e := &w.objects.Entries[i]
		if e.Cluster != modelCluster {
			continue
		}
		slices.Sort(e.Groups)
		e.Groups = slices.Compact(e.Groups)
		require.NoError(t, box.AddPrincipal(e.PrincipalARN[strings.LastIndex(e.PrincipalARN, "/")+1:], e.PrincipalARN))
		t.Cleanup(func() { box.EKS.RemovePrincipal(e.PrincipalARN) })
		in := &eks.CreateAccessEntryInput{ClusterName: aws.String(sandbox.Cluster), PrincipalArn: &e.PrincipalARN, KubernetesGroups: e.Groups}
		if e.UserName != "" {
			in.Username = &e.UserName
		}
		_, err := eksClient(t).CreateAccessEntry(testContext(t), in)
		require.NoError(t, err)
		t.Cleanup(func() { deleteEntry(t, e.PrincipalARN) })
	}
}

// comparison is of the command with the API server.
type comparison struct {
	server     *apiServer
	kubeconfig string
	random     *rand.Rand
	counts     map[string]int
}

func (c *comparison) compare(t *testing.T, w *world) {
	t.Helper()
	objects := w.live(t, c.server)
	own, whole := writeExport(t, w.objects), writeExport(t, objects)
	m := access.New(objects)
	access.AddUncarried(m)
	people := peopleOf(m)
	all := slices.SortedFunc(maps.Keys(people), access.Principal.Compare)
	ofWorld := slices.DeleteFunc(slices.Clone(all), func(p access.Principal) bool {
		return !strings.HasPrefix(p.Short()[strings.LastIndexAny(p.Short(), "/ ")+1:], w.prefix)
	})
	drawn := c.draw(w, func(right access.Right) bool {
		return slices.ContainsFunc(ofWorld, func(p access.Principal) bool {
			return m.Rights(people[p].identity).Covers(right.Namespace, right.Rule())
		})
	})
	for i, right := range append(drawn, c.byDefault(objects)...) {
		asked := []asking{
			{c, "stack", []string{"--stack", own}, right, people, ofWorld},
			{c, "stack", []string{"--stack", whole}, right, people, all},
			{c, "cluster", []string{"--kubeconfig", c.kubeconfig, "--region", sandbox.Region}, right, people, all},
		}
		if i > 0 {
			asked = asked[:2]
		}
		for _, q := range asked {
			q.until(t)
		}
	}
}

// draw takes random questions, half of them about what somebody of the world may, as far as there is such a thing: of all
// questions few are.
func (c *comparison) draw(w *world, may func(access.Right) bool) []access.Right {
	questions := slices.DeleteFunc(w.questions(), func(r access.Right) bool { return words(r) == nil })
	c.random.Shuffle(len(questions), func(i, j int) { questions[i], questions[j] = questions[j], questions[i] })
	var yes, no []access.Right
	for _, right := range questions {
		if may(right) {
			yes = append(yes, right)
		} else {
			no = append(no, right)
		}
	}
	drawn := slices.Concat(yes[:min(questionsAsked/2, len(yes))], no)
	return drawn[:min(questionsAsked, len(drawn))]
}

// byDefault are some of the rights that Kubernetes gives to everybody, which no stack holds.
func (c *comparison) byDefault(objects access.Objects) []access.Right {
	names := []string{"system:discovery", "system:basic-user", "system:public-info-viewer", "system:service-account-issuer-discovery"}
	var rights []access.Right
	for _, role := range objects.Roles {
		if role.Cluster == modelCluster && slices.Contains(names, role.Name) {
			all := access.SingleRights(access.WholeCluster, role.Rules)
			rights = append(rights, all[c.random.IntN(len(all))])
		}
	}
	return rights
}

// asking is one question, which is asked the command in both directions about a source, and the API server.
type asking struct {
	*comparison
	source string
	flags  []string
	right  access.Right
	people map[access.Principal]somebody
	known  []access.Principal // those that the source knows
}

// until asks until all agree: what was just written takes a moment to reach the authorizer.
func (q asking) until(t *testing.T) {
	t.Helper()
	var differences []string
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		var counts map[string]int
		counts, differences = q.ask(t)
		if len(differences) == 0 {
			for what, n := range counts {
				q.counts[what] += n
			}
			return
		}
	}
	t.Fatalf("%s%s: %d differences, for example:\n%s", access.RuleText(q.right.Rule()), access.In(q.right.Namespace), len(differences),
		strings.Join(differences[:min(len(differences), 5)], "\n"))
}

func (q asking) ask(t *testing.T) (counts map[string]int, differences []string) {
	t.Helper()
	truth, listed := q.truth(t), q.whoCan(t)
	counts = map[string]int{"questions": 1}
	judge := func(p access.Principal, verdict string) {
		counts["answers"]++
		counts[q.source+": "+verdict]++
		if verdict == "unknown" && q.source == "stack" {
			return
		}
		if verdict == "unknown" || truth[p] != (verdict == "yes") {
			differences = append(differences, fmt.Sprintf("%s of %s: the command says %s, the API server %t", q.source, p, verdict, truth[p]))
		}
	}
	for _, p := range q.known {
		judge(p, cmp.Or(listed[p], "no"))
	}
	if len(q.known) > 0 {
		who := q.known[q.random.IntN(len(q.known))]
		judge(who, q.can(t, who))
	}
	return counts, differences
}

// truth asks the API server about everybody.
func (q asking) truth(t *testing.T) map[access.Principal]bool {
	t.Helper()
	var mu sync.Mutex
	truth := map[access.Principal]bool{}
	group, ctx := errgroup.WithContext(testContext(t))
	group.SetLimit(16)
	for p, who := range q.people {
		group.Go(func() error {
			yes, err := q.server.ask(ctx, who, q.right)
			mu.Lock()
			defer mu.Unlock()
			truth[p] = yes
			return err
		})
	}
	require.NoError(t, group.Wait())
	return truth
}

// whoCan are the verdicts about those whom the command lists.
func (q asking) whoCan(t *testing.T) map[access.Principal]string {
	t.Helper()
	code, out := q.command(t, append([]string{"who-can"}, words(q.right)...))
	require.Zero(t, code)
	var report struct {
		Answers []struct {
			Principals []access.Principal
			After      string
		}
	}
	require.NoError(t, json.Unmarshal(out, &report))
	listed := map[access.Principal]string{}
	for _, answer := range report.Answers {
		for _, p := range answer.Principals {
			p.Cluster = modelCluster // of a stack without access entries, the provider's
			listed[p] = answer.After
		}
	}
	return listed
}

// can is the verdict about one principal, by the exit code.
func (q asking) can(t *testing.T, who access.Principal) string {
	t.Helper()
	code, _ := q.command(t, append([]string{"can", written(who)}, words(q.right)...))
	verdict, ok := map[int]string{0: "yes", 2: "no", 3: "unknown"}[code]
	require.True(t, ok, "exit code %d", code)
	return verdict
}

func (q asking) command(t *testing.T, args []string) (code int, out []byte) {
	t.Helper()
	args = append(append(args, q.flags...), "--cluster", modelCluster, "--format", "json")
	if q.right.Namespace != "" {
		args = append(args, "--namespace", q.right.Namespace)
	}
	cmd := exec.CommandContext(testContext(t), filepath.Join(commandFolder(t), "scientist-access"), args...)
	cmd.Env = append(commandEnv(), "AWS_PROFILE="+sandbox.Administrator)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	require.NotEqual(t, 1, cmd.ProcessState.ExitCode(), "%v: %s", args, stderr.String())
	return cmd.ProcessState.ExitCode(), out
}
