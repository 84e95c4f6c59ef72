// Made by `npm run build` from src/engine: change it there.
import {
  neededScripts
} from "./core-config-command-rules.js";
import {
  reviewStageSecrets
} from "./release-secrets.js";
import {
  OFFLINE,
  observeStage
} from "./release-run-smoke.js";
import {
  countChecks,
  notAsked,
  readStatusPage
} from "./common-7.js";
import {
  neededSeconds,
  phaseSeconds,
  wantedAws
} from "./core-aws-credentials.js";
import {
  known,
  skipped,
  unavailable
} from "./core-reasons.js";
import {
  property,
  readJson
} from "./core-json.js";
import {
  meant
} from "./valibot.js";

// src/release/gate-inputs.ts
var noCommit = skipped("there is no commit to judge");
async function gatherInputs(run, intent) {
  let { stage, release } = intent, [passing, credentials, secrets, tree, scripts] = await Promise.all([
    gatherPassing(run, intent),
    checkCredentials(run, stage),
    reviewStageSecrets(run, stage, release),
    release === null ? noCommit : run.ports.repository.treeParts(release.sha),
    findMissingScripts(run, release)
  ]);
  return { ...passing, credentials, secrets, tree, scripts, lacking: run.ports.lackingSecrets() };
}
async function gatherPassing(run, { stage, release, state, offline = !1 }) {
  let [ci, incidents, observed] = await Promise.all([
    checkCi(run, release),
    findIncidents(run, stage),
    offline ? notAsked(OFFLINE) : observeStage(run, stage, state)
  ]);
  return { ci, incidents, observed };
}
async function checkCi({ ports, context }, release) {
  let { ci } = context.config.gates;
  if (ci === void 0) return skipped("CI is not asked; gates.ci in pipeline.json says whom to ask");
  if (release === null) return noCommit;
  let checks = await ports.codeHost.checks(release.sha, context.identity.runner.ci);
  return checks.kind === "known" ? { kind: "known", value: countChecks(checks.value, ci) } : checks;
}
async function findIncidents({ ports, context }, stage) {
  let { incidents } = context.config.gates;
  if (stage !== "production") return skipped("only for production");
  if (incidents === void 0)
    return skipped("incidents are not looked for; gates.incidents in pipeline.json says where they are seen");
  if (incidents.kind === "github-issues") return ports.codeHost.openIssues(incidents.label);
  let { url, timeoutSeconds, json } = incidents, page = await ports.statusPage.read(url, timeoutSeconds * 1e3, ports.signal);
  return page.kind === "known" ? readStatusPage(page.value, json, url) : page;
}
async function windowsOf({ context }, stage) {
  let { windows } = context.config.stages[stage];
  if (windows === void 0) return () => null;
  let { openCalendar } = await import("./core-windows-calendar.js"), calendar = await openCalendar(windows);
  return (now) => {
    let { changesAt, ...opening } = calendar.at(now);
    return { ...opening, changes: changesAt && calendar.describe(changesAt) };
  };
}
async function checkCredentials({ ports, context, purpose }, stage) {
  let { config } = context, wanted = wantedAws(config, stage);
  if (wanted === null) return skipped("no AWS region is set for the stage");
  let found = await ports.credentials.check(stage, phaseSeconds(config), purpose);
  return found.kind === "known" ? { kind: "known", value: { found: found.value, wanted, neededSeconds: neededSeconds(config) } } : found;
}
async function findMissingScripts({ ports: { repository }, context: { config } }, release) {
  if (release === null) return skipped("there is no commit to judge");
  let needed = neededScripts(config);
  try {
    let looked = needed.map((one) => missingScript(repository, release.sha, one));
    return known((await Promise.all(looked)).filter((one) => one !== null));
  } catch (error) {
    return unavailable(error);
  }
}
async function missingScript(repository, sha, { path, file, script, isInstalled }) {
  let [text = null] = await repository.contents(sha, [file]);
  if (script === null) return text === null ? missingFile(repository, sha, { path, file, isInstalled }) : null;
  let json = readJson(text ?? "{}"), scripts = json.ok ? property(json.value, "scripts") ?? {} : {};
  if (property(scripts, script) !== void 0) return null;
  let what = text === null ? file : `the script ${script} of ${file}`;
  return { path, what, meant: meant(script, Object.keys(scripts)) };
}
async function missingFile(repository, sha, { path, file, isInstalled }) {
  let folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "", others = await repository.files(sha, folder);
  return others.includes(file) || isInstalled && others.length === 0 ? null : { path, what: file, meant: meant(file, others) };
}

export {
  gatherInputs,
  gatherPassing,
  checkCi,
  windowsOf,
  checkCredentials,
  findMissingScripts
};
