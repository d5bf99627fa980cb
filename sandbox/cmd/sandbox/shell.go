package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/scientist-access/scientist-access/sandbox"
)

// writeExports prints what a shell needs, as lines that it can read.
func writeExports(out io.Writer, box *sandbox.Sandbox, kubeconfig string) {
	for _, variable := range append(box.Environment(), sandbox.Variable{Name: "KUBECONFIG", Value: kubeconfig}) {
		value := quote(variable.Value)
		// The shell that reads this may have another path than we have.
		if added, ok := strings.CutSuffix(variable.Value, os.Getenv("PATH")); ok && variable.Name == "PATH" {
			value = quote(added) + `"$PATH"`
		}
		fmt.Fprintf(out, "export %s=%s\n", variable.Name, value)
	}
}

// quote makes one word of the shell out of any text.
func quote(text string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:@%+=,", r)
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// settingCommands are the commands that configure a stack of the program for the sandbox, each as its words.
func settingCommands(box *sandbox.Sandbox, principals map[string]string) [][]string {
	set := func(words ...string) []string { return append([]string{"config", "set"}, words...) }
	commands := [][]string{
		set("aws:region", sandbox.Region),
		set("--path", "aws:endpoints[0].eks", box.EKSEndpoint),
		set("--path", "aws:endpoints[0].sts", box.EKSEndpoint),
		set("--path", "aws:endpoints[0].iam", box.EKSEndpoint),
		set("aws:skipCredentialsValidation", "true"),
		set("aws:skipRequestingAccountId", "true"),
		set("clusterName", sandbox.Cluster),
	}
	for _, name := range slices.Sorted(maps.Keys(principals)) {
		commands = append(commands, set("--path", "principals."+name, principals[name]))
	}
	return commands
}

// commandLine is a command as one types it.
func commandLine(program string, words ...string) string {
	line := program
	for _, word := range words {
		line += " " + quote(word)
	}
	return line
}

// writeKubeconfig writes what `aws eks update-kubeconfig` would, for the profile that AWS_PROFILE names.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html
func writeKubeconfig(box *sandbox.Sandbox) (path string, err error) {
	config := clientcmdapi.NewConfig()
	config.CurrentContext = sandbox.Cluster
	config.Contexts[sandbox.Cluster] = &clientcmdapi.Context{Cluster: sandbox.Cluster, AuthInfo: sandbox.Cluster}
	config.Clusters[sandbox.Cluster] = &clientcmdapi.Cluster{
		Server: box.Admin.Host, CertificateAuthorityData: box.Admin.CAData,
	}
	aws, _ := box.AWS()
	config.AuthInfos[sandbox.Cluster] = &clientcmdapi.AuthInfo{Exec: &clientcmdapi.ExecConfig{
		APIVersion:      "client.authentication.k8s.io/v1beta1",
		Command:         aws,
		Args:            []string{"--region", sandbox.Region, "eks", "get-token", "--cluster-name", sandbox.Cluster, "--output", "json"},
		InteractiveMode: clientcmdapi.NeverExecInteractiveMode,
		Env:             []clientcmdapi.ExecEnvVar{sandbox.TokensForAWS},
	}}
	path = filepath.Join(box.Dir, "kubeconfig")
	return path, clientcmd.WriteToFile(*config, path)
}
