package doctor

// The links, by the names that reports give them.
const (
	linkCredentials = "credentials"
	linkIdentity    = "identity"
	linkCluster     = "cluster"
	linkMode        = "authentication mode"
	linkEntry       = "access entry"
	linkKubeconfig  = "kubeconfig"
	linkSignIn      = "sign-in"
	linkGroups      = "groups"
	linkBindings    = "bindings"
	linkNamespace   = "namespace"
	linkRights      = "rights"
	linkResources   = "resources"
)

// link is one of the chain: what it needs before it can be checked, and how it is. One for self alone is left out where
// somebody else is examined.
type link struct {
	name  string
	needs []string
	self  bool
	check func(*Facts) Link
}

// chain is from who one is in AWS to what one may do in the cluster. A link comes after those that it needs.
var chain = []link{
	{name: linkCredentials, check: credentials},
	{name: linkIdentity, needs: []string{linkCredentials}, check: identity},
	{name: linkCluster, needs: []string{linkCredentials}, check: cluster},
	{name: linkMode, needs: []string{linkCluster}, check: mode},
	{name: linkEntry, needs: []string{linkIdentity, linkMode}, check: entry},
	{name: linkKubeconfig, needs: []string{linkCluster}, check: kubeconfig},
	{name: linkSignIn, needs: []string{linkEntry, linkKubeconfig}, self: true, check: signIn},
	{name: linkGroups, needs: []string{linkEntry}, check: groups},
	{name: linkBindings, needs: []string{linkGroups, linkKubeconfig, linkSignIn}, check: bindings},
	{name: linkNamespace, needs: []string{linkKubeconfig, linkSignIn}, check: namespace},
	{name: linkRights, needs: []string{linkBindings, linkNamespace}, check: rights},
	{name: linkResources, needs: []string{linkKubeconfig, linkSignIn}, check: resources},
}

func inOrder(message string) Link { return Link{State: InOrder, Message: message} }

func unknown(message string) Link { return Link{State: Unknown, Message: message} }

func broken(message string, mender Mender, fix string) Link {
	return Link{State: Broken, Message: message, Mender: mender, Fix: fix}
}

func (l Link) with(lines ...string) Link {
	l.Lines = lines
	return l
}

// runner is who runs the command.
func (f *Facts) runner() Mender {
	if f.self() {
		return Scientist
	}
	return ClusterAdministrator
}
