package commands

import "slices"

// The CLI 1 and 2 start a job as a Helm release: a secret that Helm writes, a config map with the training
// configuration, and the PyTorchJob. Helm logs a refusal of the release's last status and goes on.
const (
	helmStorage   = "https://github.com/helm/helm/blob/v3.18.0/pkg/storage/driver/secrets.go"
	helmInstaller = "https://github.com/helm/helm/blob/v3.18.0/pkg/action/install.go"
	helm4Waiter   = "https://github.com/helm/helm/pull/13604"
	helmRemover   = "https://github.com/helm/helm/blob/v3.18.0/pkg/action/uninstall.go"
)

// helmInstall is helm install --wait with Helm 3.
func helmInstall(at address) []Call {
	job := at("commands/job.py")
	return []Call{
		call("list", secrets, helmStorage),
		call("get", configMaps, job),
		call("get", pyTorchJobs, job),
		call("create", secrets, helmStorage),
		call("create", configMaps, job),
		call("create", pyTorchJobs, job),
		call("update", secrets, helmInstaller).tolerated("the release stays pending-install"),
	}
}

// helm4Install is the same with Helm 4, which uses server-side apply, and watches what it waits for.
func helm4Install(at address) []Call {
	install := helmInstall(at)
	for i, c := range install {
		if c.Verb == "create" && c.Resource != secrets.resource {
			install[i].Verb, install[i].Creates = "patch", true
		}
	}
	beforeStatus := len(install) - 1
	return slices.Insert(install, beforeStatus,
		call("list", configMaps, helm4Waiter), call("watch", configMaps, helm4Waiter),
		call("list", pyTorchJobs, helm4Waiter), call("watch", pyTorchJobs, helm4Waiter))
}

// cancelJob deletes the job, and then its Helm release.
func cancelJob(at address) []Call {
	cancel := at("service/cancel_training_job.py")
	return []Call{
		call("delete", pyTorchJobs, cancel),
		call("list", secrets, helmStorage),
		call("get", secrets, helmStorage),
		call("update", secrets, helmRemover).tolerated("the release isn't marked as being removed"),
		call("delete", configMaps, cancel),
		call("delete", secrets, helmStorage),
	}
}

// helm4Cancel is the same with Helm 4, which looks at what it removes first.
func helm4Cancel(at address) []Call {
	cancel := at("service/cancel_training_job.py")
	return append(cancelJob(at), call("get", configMaps, cancel), call("get", pyTorchJobs, cancel))
}
