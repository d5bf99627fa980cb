// What the compiler refuses: outputs where the component must know the value when the program runs.
import * as pulumi from "@pulumi/pulumi";
import { ScientistAccess } from "@scientist-access/scientistaccess";

const text = pulumi.output("text");
const principals = { alice: { arn: text, userName: text } };
const common = { clusterName: text, principals, tags: { owner: text } };

new ScientistAccess("taken", common);
// @ts-expect-error
new ScientistAccess("namespaces", { ...common, namespaces: [text] });
// @ts-expect-error
new ScientistAccess("namespaces-at-once", { ...common, namespaces: pulumi.output(["a"]) });
// @ts-expect-error
new ScientistAccess("teams", { ...common, teams: { vision: { namespaces: pulumi.output(["a"]) } } });
// @ts-expect-error
new ScientistAccess("keys", { ...common, principals: pulumi.output(principals) });
// @ts-expect-error
new ScientistAccess("policy", { ...common, policy: { namespace: [{ verbs: [text] }] } });
// @ts-expect-error
new ScientistAccess("prefix", { ...common, namePrefix: text });
// @ts-expect-error
new ScientistAccess("no-cluster", { principals });
// @ts-expect-error
new ScientistAccess("misspelt", { ...common, namspaces: ["a"] });
