// Made by `npm run build` from src/engine: change it there.
import "./chunks/common.js";

// src/engine/main.ts
import { dag } from "@dagger.io/dagger";
async function call(command, module, workspace, given) {
  let git = module.git ?? workspace.directory("/.git"), config = module.config ?? workspace.directory("/", { include: ["pipeline.json"] }), caller = {
    ...module,
    git,
    config: begun(config.file("pipeline.json").contents()),
    // an engine sees no other file of the caller's git configuration
    settings: begun(git.file("config").contents()),
    gitContainer: begun(dag.container().from(module.gitImage).sync())
  }, { callCommand } = await import("./chunks/engine-call-command.js");
  return callCommand(command, caller, given);
}
function begun(promise) {
  return promise.catch(() => {
  }), promise;
}
export {
  call
};
