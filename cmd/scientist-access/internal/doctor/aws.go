package doctor

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/fix"
	"github.com/scientist-access/scientist-access/internal/authmode"
	"github.com/scientist-access/scientist-access/internal/iam"
)

// credentials: whoever runs the command has some that AWS accepts.
func credentials(f *Facts) Link {
	switch f.Caller.Outcome {
	case Known:
		return inOrder("those of " + f.Caller.Value)
	case Absent:
		return broken("no AWS credentials were found", f.runner(),
			"aws configure sso, or set AWS_PROFILE to the profile that has them").with(f.Caller.Why)
	case Expired:
		return broken("the AWS session has expired or was never started", f.runner(),
			"aws sso login; where they are not of IAM Identity Center, get new ones the way you got these").with(f.Caller.Why)
	case Refused:
		return broken("AWS does not accept the credentials", f.runner(),
			"aws configure list shows where they come from; put valid ones there").with(f.Caller.Why)
	}
	return unknown("STS does not tell who this is: " + f.Caller.why())
}

// identity: they belong to a principal that can have an access entry.
func identity(f *Facts) Link {
	if f.IAM.Outcome == Absent {
		return broken("IAM does not know "+f.name(), IAMAdministrator, "create it, or use another: "+look(f.name()))
	}
	arn := f.ARN()
	if problem := iam.CheckARN(field.NewPath("principal"), arn); arn != "" && problem != nil {
		return broken(arn+" "+problem.Detail, f.runner(), "use a role or user of IAM that can have an access entry")
	}
	switch {
	case f.IAM.Outcome == Known && f.IAM.Value.ARN != arn:
		return broken("IAM knows "+arn+" by another path", ClusterAdministrator,
			"name the principal by its ARN, also in the access entry: "+f.IAM.Value.ARN)
	case f.IAM.Outcome == Known, f.Entry.Outcome == Known, arn != "" && f.self():
		return inOrder(arn)
	case f.signedIn():
		return inOrder("its ARN is not known, as " + f.IAM.why() + "; the API server knows it")
	case f.self():
		return unknown("its ARN is not known, as STS leaves out the path of a role: " + f.IAM.why())
	}
	return unknown("whether IAM knows " + arn + " is not known: " + f.IAM.why())
}

// look is the command that shows what IAM knows of the principal with an ARN.
func look(arn string) string {
	if _, name, ok := iam.Session(arn); ok {
		return "aws iam get-role --role-name " + fix.Quote(name)
	}
	if _, name, ok := iam.Role(arn); ok {
		return "aws iam get-role --role-name " + fix.Quote(name)
	}
	return "aws iam list-users"
}

// cluster: there is one of that name.
func cluster(f *Facts) Link {
	switch f.Described.Outcome {
	case Known:
		return inOrder("EKS has it in " + f.Region)
	case Absent:
		return broken(fmt.Sprintf("account %s has no EKS cluster %s in %s", iam.Account(f.Caller.Value), f.Cluster, f.Region), f.runner(),
			"aws eks list-clusters --region "+f.Region+" has the names; that of the HyperPod cluster may be another")
	}
	return unknown("whether EKS has it is not known: " + f.Described.why())
}

// mode: access entries have effect there.
func mode(f *Facts) Link {
	if f.Described.Outcome != Known {
		return unknown("not known: " + f.Described.why())
	}
	if mode := f.Described.Value.Mode; authmode.TakesEntries(mode) {
		return inOrder(mode)
	}
	return broken(f.Described.Value.Mode+", which takes no access entries", ClusterAdministrator, authmode.Change(f.Cluster, f.Region))
}

// kubeconfig: it leads to that cluster, and somebody else's examiner is let in.
func kubeconfig(f *Facts) Link {
	update := f.updateKubeconfig()
	switch {
	case f.Kubeconfig.Outcome == Failed:
		return broken("it cannot be used: "+f.Kubeconfig.Why, f.runner(), update)
	case f.Kubeconfig.Outcome == Absent:
		return broken("it leads to another cluster: "+f.Kubeconfig.Value, f.runner(), update+", or choose another --context")
	case !f.self() && f.User.Outcome != Known:
		return broken("it does not let you in, who examine somebody else: "+f.User.why(), ClusterAdministrator, update)
	case f.Described.Outcome != Known:
		return unknown("it leads to " + f.Kubeconfig.Value + "; whether that is the cluster is not known: " + f.Described.why())
	}
	return inOrder("it leads to the cluster: " + f.Kubeconfig.Value)
}

func (f *Facts) updateKubeconfig() string {
	return fmt.Sprintf("aws eks update-kubeconfig --region %s --name %s", f.Region, fix.Quote(f.Cluster))
}
