// One team of scientists in one namespace, with the rights for HyperPod's PyTorch jobs.
import * as pulumi from "@pulumi/pulumi";
import { ScientistAccess } from "@scientist-access/scientistaccess";

const config = new pulumi.Config();
const scientists = new ScientistAccess("scientists", {
    clusterName: config.require("clusterName"),
    principals: { scientists: { arn: config.require("scientistsArn") } },
    namespaces: ["hyperpod-ns-vision"],
    capabilities: ["hyperpod-pytorch-jobs"],
});
export const groups = scientists.groups;
