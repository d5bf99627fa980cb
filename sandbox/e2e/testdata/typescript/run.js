// Runs one command on the example as an inline program, and prints what it changes and the stack's outputs, as JSON.
// The folder of the stack's Pulumi.yaml and its name come from the command line, after the command.
"use strict";
const { LocalWorkspace } = require("@pulumi/pulumi/automation");

async function main([command, workDir, stackName]) {
    const stack = await LocalWorkspace.selectStack({
        stackName, projectName: "scientists",
        program: async () => require("./bin/index.js"),
    }, { workDir });
    const done = await stack[command]({ color: "never" });
    console.log(JSON.stringify({ changes: done.changeSummary ?? done.summary.resourceChanges ?? {}, outputs: await stack.outputs() }));
}

main(process.argv.slice(2)).catch(error => {
    console.error(error.message);
    process.exitCode = 1;
});
