// Made by `npm run build` from src/engine: change it there.
import {
  CACHES,
  SST_IMAGE,
  Unprepared,
  commandEnvironment,
  installTree,
  prepareTree,
  releaseEnvironment,
  sstEnvironment
} from "./common-6.js";
import "./core-sst-package-manager.js";
import "./core-sst-failures.js";
import "./core-config-tools.js";
import "./core-config-notify.js";
import {
  PipelineError
} from "./core-errors.js";
import "./core-stage.js";
import "./core-reasons.js";
import "./core-config-fields.js";
import "./core-text.js";
import "./valibot.js";
import "./common.js";

// src/adapters/open-workbench.ts
async function openWorkbench(config, workbench, image, tokens, around) {
  let { stage, release } = around;
  switch (config.kind) {
    case "sandbox":
      return { tree: await workbench.checkOut(release, image), env: releaseEnvironment(stage, release) };
    case "command": {
      let tree = await workbench.checkOut(release, config.image ?? image), failed = await installTree(config, tree, around);
      if (failed !== null) throw new PipelineError("environment", withLog(failed));
      return { tree, env: commandEnvironment(config, stage, release) };
    }
    case "sst": {
      let own = config.image ?? image ?? SST_IMAGE, prepared = await prepareTree(config, workbench, own, around, {
        secrets: tokens,
        secretFiles: {}
      }).catch((error) => {
        throw error instanceof Unprepared ? new PipelineError("environment", withLog(error)) : error;
      }), { directory = "." } = config;
      return { tree: prepared.tree, env: sstEnvironment(config, stage, release), directory, caches: CACHES };
    }
  }
}
var withLog = ({ reason, log }) => ({
  ...reason,
  message: [reason.message, ...log.map((line) => `  | ${line}`)].join(`
`)
});
export {
  openWorkbench
};
