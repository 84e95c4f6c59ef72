// Made by `npm run build` from src/engine: change it there.
import {
  CONFIG_FILE
} from "./chunks/core-config-examine.js";
import "./chunks/core-json.js";
import "./chunks/valibot.js";
import "./chunks/common.js";

// src/engine/sdk.ts
import { createRequire } from "node:module";
var CLASS_BODIES = /^(export class \w+ extends BaseClient \{)\n[\s\S]*?^\}$/gm;
function narrowTypeScript() {
  let require2 = createRequire(import.meta.url), { sys } = require2("typescript"), { readFile } = sys, client;
  sys.readFile = (path, encoding) => {
    if (/\/lib\.\w+\.full\.d\.ts$/.test(path)) return '/// <reference lib="es5" />';
    if (path.endsWith("/@dagger.io/dagger/core.d.ts")) return "";
    let text = readFile(path, encoding);
    return path.endsWith("/sdk/client.gen.ts") && text === client ? "" : path.endsWith("/@dagger.io/dagger/client.gen.ts") ? (client = text, text?.replace(CLASS_BODIES, "$1}")) : text;
  };
}
var SESSION = /^http:\/\/127\.0\.0\.1:\d+\/query$/, withoutLimit = (fetch) => (input, init) => SESSION.test(String(input)) ? fetch(input, { ...init, timeout: !1 }) : fetch(input, init);
process.argv[1]?.endsWith("/__dagger.entrypoint.ts") && (narrowTypeScript(), globalThis.fetch = Object.assign(withoutLimit(globalThis.fetch), globalThis.fetch));

// src/engine/main.ts
import { posix } from "node:path";
import { dag } from "@dagger.io/dagger";
async function call(command, module, workspace, given) {
  let caller = callerOf(module, workspace), { callCommand } = await import("./chunks/engine-call-command.js");
  return callCommand(command, caller, given);
}
async function workbench(module, workspace, given) {
  let caller = callerOf(module, workspace), { giveWorkbench } = await import("./chunks/engine-call-command.js");
  return giveWorkbench(caller, given);
}
async function serve(module, workspace, given) {
  let caller = callerOf(module, workspace), { giveService } = await import("./chunks/engine-call-command.js");
  return giveService(caller, given);
}
function callerOf(module, workspace) {
  let git = module.git ?? workspace.directory("/.git");
  return {
    ...module,
    git,
    config: begun(module.config === void 0 ? nearestConfig(workspace) : configIn(module.config, null)),
    // an engine sees no other file of the caller's git configuration
    settings: begun(git.file("config").contents()),
    gitContainer: begun(dag.container().from(module.gitImage).sync())
  };
}
async function nearestConfig(workspace) {
  let found = await workspace.findUp(CONFIG_FILE), path = posix.relative("/", posix.join("/", found ?? CONFIG_FILE)), folder = posix.join("/", posix.dirname(path));
  return configIn(workspace.directory(folder, { include: [CONFIG_FILE] }), path);
}
async function configIn(directory, name) {
  try {
    return { text: await directory.file(CONFIG_FILE).contents(), name };
  } catch (error) {
    if (/no such file/i.test(String(error))) return { text: null, name };
    throw error;
  }
}
function begun(promise) {
  return promise.catch(() => {
  }), promise;
}
export {
  call,
  serve,
  workbench
};
