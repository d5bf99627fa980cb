package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// getCluster is the function aws:eks/getCluster:getCluster.
type getCluster struct{ cloud *cloud }

// Invoke looks the cluster up by its name, the only argument that is covered.
func (g *getCluster) Invoke(ctx context.Context, request p.InvokeRequest) (p.InvokeResponse, error) {
	for argument, value := range request.Args.All {
		if argument != "name" && !value.IsNull() {
			return failed(argument, "this argument of getCluster is not covered by the sandbox's stand-in"), nil
		}
	}
	name := stringOf(request.Args.Get("name"))
	if name == "" {
		return failed("name", "the name of the cluster is missing"), nil
	}
	answer, err := g.cloud.eks.DescribeCluster(ctx, &eks.DescribeClusterInput{Name: &name})
	if isGone(err) {
		err = errNotFound
	}
	if err == nil && answer.Cluster == nil {
		err = errors.New("empty result")
	}
	if err != nil {
		err = errorList{fmt.Errorf("reading EKS Cluster (%s): %w", name, err)}
		return p.InvokeResponse{}, fmt.Errorf("invoking %s: %w", request.Token, err)
	}
	return p.InvokeResponse{Return: clusterProperties(answer.Cluster)}, nil
}

func failed(argument, reason string) p.InvokeResponse {
	return p.InvokeResponse{Failures: []p.CheckFailure{{Property: argument, Reason: reason}}}
}

// clusterProperties has the fields of the real function. Blocks are lists there, empty where EKS describes none.
func clusterProperties(c *types.Cluster) property.Map {
	return property.NewMap(map[string]property.Value{
		"accessConfigs":            accessConfigs(c.AccessConfig),
		"arn":                      textValue(c.Arn),
		"certificateAuthorities":   certificateAuthorities(c.CertificateAuthority),
		"clusterId":                textValue(c.Id),
		"computeConfigs":           block(nil),
		"createdAt":                property.New(aws.ToTime(c.CreatedAt).Format(time.RFC3339)),
		"enabledClusterLogTypes":   enabledLogTypes(c.Logging),
		"endpoint":                 textValue(c.Endpoint),
		"id":                       textValue(c.Name),
		"identities":               identities(c.Identity),
		"kubernetesNetworkConfigs": networkConfigs(c.KubernetesNetworkConfig),
		"name":                     textValue(c.Name),
		"outpostConfigs":           block(nil),
		"platformVersion":          textValue(c.PlatformVersion),
		"remoteNetworkConfigs":     block(nil),
		"roleArn":                  textValue(c.RoleArn),
		"status":                   property.New(string(c.Status)),
		"storageConfigs":           block(nil),
		"tags":                     mapValue(ownTags(c.Tags)),
		"upgradePolicies":          upgradePolicies(c.UpgradePolicy),
		"version":                  textValue(c.Version),
		"vpcConfig":                vpcConfig(c.ResourcesVpcConfig),
		"zonalShiftConfigs":        block(nil),
	})
}

func textValue(text *string) property.Value { return property.New(aws.ToString(text)) }

// block is a list of one object, or of none.
func block(fields map[string]property.Value) property.Value {
	if fields == nil {
		return property.New([]property.Value{})
	}
	return property.New([]property.Value{property.New(fields)})
}

func accessConfigs(c *types.AccessConfigResponse) property.Value {
	if c == nil {
		return block(nil)
	}
	return block(map[string]property.Value{
		"authenticationMode":                      property.New(string(c.AuthenticationMode)),
		"bootstrapClusterCreatorAdminPermissions": property.New(aws.ToBool(c.BootstrapClusterCreatorAdminPermissions)),
	})
}

func certificateAuthorities(c *types.Certificate) property.Value {
	if c == nil {
		return block(nil)
	}
	return block(map[string]property.Value{"data": textValue(c.Data)})
}

func enabledLogTypes(l *types.Logging) property.Value {
	var enabled []string
	if l == nil {
		return listValue(enabled)
	}
	for _, setup := range l.ClusterLogging {
		if !aws.ToBool(setup.Enabled) {
			continue
		}
		for _, logType := range setup.Types {
			enabled = append(enabled, string(logType))
		}
	}
	return listValue(enabled)
}

func identities(i *types.Identity) property.Value {
	if i == nil || i.Oidc == nil {
		return block(nil)
	}
	return block(map[string]property.Value{
		"oidcs": block(map[string]property.Value{"issuer": textValue(i.Oidc.Issuer)}),
	})
}

func networkConfigs(n *types.KubernetesNetworkConfigResponse) property.Value {
	if n == nil {
		return block(nil)
	}
	return block(map[string]property.Value{
		"elasticLoadBalancings": block(nil),
		"ipFamily":              property.New(string(n.IpFamily)),
		"serviceIpv4Cidr":       textValue(n.ServiceIpv4Cidr),
		"serviceIpv6Cidr":       textValue(n.ServiceIpv6Cidr),
	})
}

func upgradePolicies(u *types.UpgradePolicyResponse) property.Value {
	if u == nil {
		return block(nil)
	}
	return block(map[string]property.Value{"supportType": property.New(string(u.SupportType))})
}

// vpcConfig is an object, not a list: every cluster has one.
func vpcConfig(v *types.VpcConfigResponse) property.Value {
	if v == nil {
		v = &types.VpcConfigResponse{}
	}
	return property.New(map[string]property.Value{
		"clusterSecurityGroupId": textValue(v.ClusterSecurityGroupId),
		"endpointPrivateAccess":  property.New(v.EndpointPrivateAccess),
		"endpointPublicAccess":   property.New(v.EndpointPublicAccess),
		"publicAccessCidrs":      listValue(v.PublicAccessCidrs),
		"securityGroupIds":       listValue(v.SecurityGroupIds),
		"subnetIds":              listValue(v.SubnetIds),
		"vpcId":                  textValue(v.VpcId),
	})
}
