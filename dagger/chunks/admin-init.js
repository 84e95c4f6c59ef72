// Made by `npm run build` from src/engine: change it there.
import {
  CONFIG_PATH,
  HEALTH_PATHS,
  SLACK_CHANNEL,
  WORKFLOW_PATH,
  parseConfig,
  wayToDeploy
} from "./core-config-schema.js";
import "./core-config-examine.js";
import "./core-config-windows.js";
import "./core-config-command-rules.js";
import {
  isVersionOf,
  readAddresses
} from "./core-smoke-probe.js";
import "./core-config-notify.js";
import {
  currentRelease,
  emptyReport,
  nextVersion,
  sortVersionTags
} from "./semver.js";
import "./core-config-checks.js";
import "./core-config-tools.js";
import "./core-masking.js";
import {
  STAGES
} from "./core-stage.js";
import {
  reason,
  skipped,
  usageError
} from "./core-reasons.js";
import {
  readJson
} from "./core-json.js";
import "./core-config-fields.js";
import {
  clip,
  counted
} from "./valibot.js";
import "./common.js";

// src/core/init/conventions.ts
var GUESS = { check: { path: HEALTH_PATHS[0], expect: { version: "version" } }, serves: null };
function locateVersion(answers, tags, tagPrefix) {
  let versions = sortVersionTags(tags, tagPrefix);
  for (let { path, status, headers, body, plain } of answers) {
    if (status !== 200) continue;
    let json = readJson(body), places = [...json.ok ? leavesOf(json.value) : [], ...headerPlaces(headers)];
    for (let { place, text } of places) {
      let tag = versions.find((version) => isVersionOf({ tag: version.tag, tagPrefix })(text))?.tag;
      if (tag === void 0) continue;
      let sha = places.find(({ place: other, text: id }) => SHA_NAME.test(other) && SHA.test(id))?.place, isOk = places.some(({ place: other, text: value }) => other === "status" && value === "ok");
      return {
        check: {
          path,
          ...plain ? { cacheBusting: !1 } : {},
          expect: {
            ...isOk ? { json: { status: "ok" } } : {},
            version: place,
            ...sha === void 0 ? {} : { sha }
          }
        },
        serves: tag
      };
    }
  }
  let found = answers.find(({ status }) => status === 200);
  return found === void 0 ? GUESS : { ...GUESS, check: { ...GUESS.check, path: found.path } };
}
var SHA = /^[0-9a-f]{7,64}$/i, SHA_NAME = /(^|[.:_-])(sha|commit|revision|git_?sha|git_?commit)$/i, MAX_DEPTH = 4;
function leavesOf(value, place = "", depth = 0) {
  return typeof value == "string" ? place === "" ? [] : [{ place, text: value }] : typeof value != "object" || value === null || depth >= MAX_DEPTH ? [] : Object.entries(value).filter(([key]) => !key.includes(".")).flatMap(([key, inner]) => leavesOf(inner, place === "" ? key : `${place}.${key}`, depth + 1));
}
var headerPlaces = (headers) => Object.entries(headers).filter(([name]) => /version|release|commit|sha|revision/.test(name)).map(([name, text]) => ({ place: `header:${name}`, text }));
function prefixOf(tags, app) {
  let counts = /* @__PURE__ */ new Map();
  for (let tag of tags) {
    let prefix = /^(|.*?[^\d.])\d+\.\d+\.\d+(?![.\d])/s.exec(tag)?.[1];
    prefix !== void 0 && sortVersionTags([tag], prefix).length === 1 && counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  let own = [...counts].filter(([prefix]) => prefix.startsWith(app)), [most] = (own.length > 0 ? own : [...counts]).toSorted(([, one], [, other]) => other - one);
  return most?.[0] ?? "v";
}
var LAST_TAGS = 40;
function releaseRules({ tags, beside }, mainBranch, tagPrefix) {
  let last = sortVersionTags(tags, tagPrefix).slice(0, LAST_TAGS).map(({ tag }) => tag), off = beside.filter(({ tag }) => last.includes(tag));
  if (off.length === 0) return { config: {}, notes: [] };
  let count = `${off.length} of the last ${counted(last.length, "version tag")} ${off.length === 1 ? "is" : "are"} not on ${mainBranch}`, patterns = [...new Set(off.flatMap(({ branches }) => branches.slice(0, 1).map(patternOf)))];
  return off.every(({ branches }) => branches.length > 0) ? {
    config: { releaseBranches: [mainBranch, ...patterns] },
    notes: [
      `${count}, but on ${patterns.join(", ")}: releaseBranches allows those. Take out what should not be released.`
    ]
  } : {
    config: { gates: { main: "warn" } },
    notes: [
      `${count}, nor on another branch, as where a commit of a bot was squashed away: gates.main is "warn". Make it "block" when that has ended.`
    ]
  };
}
var patternOf = (branch) => branch.replace(/\/[^/]*$/, "/*");

// src/core/init/propose.ts
function propose(found, said, answers) {
  let app = appOf(found, said), tagPrefix = prefixOf(found.tags, found.directory === "" ? "" : found.folder), workflow = said.pipeline === null ? null : workflowOf(said.pipeline, tagPrefix), workflows = workflow === null ? [] : [{ path: WORKFLOW_PATH, text: workflow }];
  if (found.configured !== null) return { files: workflows, found: [], notes: [], next: ["doctor", "status"] };
  let way = wayToDeploy(found, app, said);
  if (way === null) return null;
  let mainBranch = found.mainBranch ?? "main", draft = {
    found,
    said,
    app,
    tagPrefix,
    mainBranch,
    way,
    place: locateVersion(answers, found.tags, tagPrefix),
    rules: releaseRules(found, mainBranch, tagPrefix),
    channel: said.notify === null ? null : channelOf(said.notify)
  }, tags = sortVersionTags(found.tags, tagPrefix).map(({ tag }) => tag), files = [
    { path: configPath(found), text: `${JSON.stringify(configOf(draft), null, 2)}
` },
    ...workflows
  ];
  return {
    files,
    found: foundLines(draft, tags),
    notes: notesOn(draft),
    next: nextCommands(
      draft,
      tags,
      commitCommand(
        files.map(({ path }) => path),
        found.origin === null ? null : mainBranch
      )
    )
  };
}
function configOf({ found, said, app, tagPrefix, mainBranch, way, place, rules, channel }) {
  let { check } = place, { path, ...asked } = check, smokeCheck = { name: way.address, url: `{${way.address}}${path}`, ...asked }, stages = stagesOf(said, way, smokeCheck), [repository, commit] = said.pipeline?.split("@") ?? [], schema = repository === void 0 ? found.schema : schemaUrl(repository, commit);
  return {
    ...schema === null ? {} : { $schema: schema },
    app,
    ...tagPrefix === "v" ? {} : { tagPrefix },
    ...mainBranch === "main" ? {} : { mainBranch },
    ...rules.config,
    ...found.origin === null ? {} : { ledger: { remote: "origin" } },
    deployer: way.deployer,
    smoke: { checks: [smokeCheck] },
    ...channel === null ? {} : { notify: channel.config },
    ...Object.keys(stages).length === 0 ? {} : { stages }
  };
}
var schemaUrl = (repository, ref) => `https://raw.githubusercontent.com/${repository}/${ref}/schema/pipeline.schema.json`, needsAddresses = ({ deployer }) => deployer.kind === "command";
function missingAddresses(found, said) {
  let way = found.configured === null ? wayToDeploy(found, appOf(found, said), said) : null;
  return way === null || !needsAddresses(way) ? [] : STAGES.filter((stage) => said[stage] === null);
}
function stagesOf({ watch, staging, production }, way, smokeCheck) {
  let addressOf = (url) => url !== null || needsAddresses(way) ? { urls: { [way.address]: url ?? UNKNOWN } } : {}, all = {
    staging: addressOf(staging),
    production: {
      ...addressOf(production),
      ...watch === null ? {} : { watch: { minutes: Number(watch), checks: [{ kind: "http", ...smokeCheck }] } }
    }
  };
  return Object.fromEntries(Object.entries(all).filter(([, keys]) => Object.keys(keys).length > 0));
}
function foundLines({ found, tagPrefix, mainBranch, way, place }, tags) {
  let { check, serves } = place;
  return [
    way.found,
    found.origin === null ? "no remote origin: the ledger stays in this clone" : `the remote origin, ${found.origin}`,
    tags.length === 0 ? "no version tags" : `${counted(tags.length, "version tag")} with the prefix ${JSON.stringify(tagPrefix)}, the newest ${tags[0]}`,
    `the main branch ${mainBranch}`,
    ...serves === null ? [] : [`production serves ${serves}: ${check.path} says so at ${check.expect.version}`]
  ];
}
function notesOn({ said, way, place, rules, channel }) {
  let { check, serves } = place, lacksAddress = needsAddresses(way) && (said.staging === null || said.production === null), unchosen = [
    ...said.watch === null ? ["a watch after green (docs/watch.md)"] : [],
    ...channel === null ? ["notifications (docs/notifications.md)"] : [],
    "windows, soak and hooks (docs/holding.md)"
  ], noted = (applies, note) => applies ? [note] : [];
  return [
    ...noted(
      lacksAddress,
      `Put the addresses of the stages into ${CONFIG_PATH}: ${UNKNOWN} stands for each that is not known.`
    ),
    ...noted(
      serves === null,
      `No answer was seen that names a version: ${CONFIG_PATH} asks ${check.path} for ${check.expect.version}; smoke shows what the answer has.`
    ),
    ...noted(
      check.cacheBusting === !1,
      `${check.path} answers otherwise when a query is added: cacheBusting is off, so a cache on the way may answer for the application.`
    ),
    ...rules.notes,
    ...way.notes,
    ...noted(
      channel !== null,
      `Give runs the secret ${channel?.secret}, or the channel gets nothing: docs/notifications.md. doctor says whether it can be reached.`
    ),
    `Not chosen here: ${unchosen.join(", ")}.`,
    ...noted(
      said.pipeline === null,
      "No workflow was written: --pipeline OWNER/NAME@COMMIT names the repository of this pipeline, whose workflow does the work."
    )
  ];
}
var configPath = ({ directory }) => directory === "" ? CONFIG_PATH : `${directory}/${CONFIG_PATH}`, channelOf = (notify) => SLACK_CHANNEL.test(notify) ? { config: { slack: { kind: "slack", channel: notify } }, secret: "SLACK_BOT_TOKEN" } : { config: { webhook: { kind: "webhook", url: notify } }, secret: "NOTIFY_WEBHOOK_SECRET" }, UNKNOWN = "https://stage.example.invalid";
function appOf({ folder, directory, origin }, { app }) {
  let plain = (app ?? (directory === "" ? origin : folder)?.replace(/\/+$/, "").replace(/\.git$/, "").split(/[/:]/).at(-1) ?? folder).toLowerCase().replace(/[^a-z0-9._-]+/g, "-").replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
  return plain === "" ? "app" : plain;
}
function nextCommands({ found, tagPrefix, place: { serves } }, tags, commit) {
  let push = found.origin === null ? "" : " --push", [newest] = tags, running = serves ?? newest;
  if (running === void 0) {
    let first = `${tagPrefix}0.1.0`;
    return ["doctor", commit, `release --tag ${first}${push}`, `deploy-staging --tag ${first}`];
  }
  let adopts = [
    "smoke --stage production",
    `adopt --tag ${running} --stage production --reason 'deployed by hand until now'`,
    commit,
    "doctor"
  ], deploys = (tag) => [
    `deploy-staging --tag ${tag}`,
    `deploy-production --tag ${tag}`
  ];
  if (running !== newest) return [...adopts, ...deploys(newest)];
  if (running !== currentRelease(found.tags, tagPrefix)) return [...adopts, `deploy-staging --tag ${newest}`];
  let { next } = nextVersion(found.tags, tagPrefix, "minor", skipped("none was made yet"));
  return [...adopts, `release --bump minor${push}`, ...deploys(next)];
}
function commitCommand(paths, pushed) {
  let added = paths.map(
    (path) => /^[\w./-]+$/.test(path) ? `:/${path}` : `':/${path.replaceAll("'", "'\\''")}'`
  ), push = pushed === null ? "" : ` && git push origin ${pushed}`;
  return `git add ${added.join(" ")} && git commit --message 'Deploy by pipeline'${push}`;
}
var INPUTS = [
  [
    "action",
    "choice, default: deploy, options: [deploy, rollback, adopt, freeze, unfreeze, quarantine, unlock]",
    "What to do"
  ],
  ["stage", "choice, required: true, options: [production, staging]", "Where"],
  ["tag", "string", "To deploy, adopt, quarantine, or roll back to (empty: the last verified one)"],
  ["reason", "string", "Why; kept in the ledger. freeze, unfreeze, quarantine and unlock need it"],
  ["until", "string", "When a freeze ends by itself: 2026-03-01T18:00Z, or 2h, 3d (empty: it does not)"],
  ["plan", "string", "Digest of the plan that may run (empty: of the one that this run shows)"],
  ["waive", "string", "Gates to waive: gate=why, several with commas"],
  ["allow-one-way", "string", "Why it is acceptable that this deploy cannot be rolled back"],
  ["allow-older", "string", "Why an older version may replace the one that runs"],
  ["over-migrations", "string", "Why a rollback may leave migrations in the database"],
  ["verify", "boolean", "After smoke, also verify as pipeline.json says"]
], callerWorkflow = (uses, tagPrefix) => `name: Deploy
run-name: \${{ inputs.action || 'deploy' }} \${{ inputs.stage || 'staging' }} \${{ github.event_name == 'push' && github.ref_name || inputs.tag }}
on:
  push: { tags: [${JSON.stringify(`${tagPrefix.replace(/[\\*?+[\]!]/g, "\\$&")}*`)}] }
  workflow_dispatch:
    inputs:
${INPUTS.map(([name, type, description]) => `      ${name}: { type: ${type}, description: ${JSON.stringify(description)} }`).join(`
`)}
permissions: {}
jobs:
  release:
    name: Release
    uses: ${uses}
    permissions: { contents: write, deployments: write, id-token: write, checks: read, statuses: read, issues: read, actions: read } # pipeline.yml says what for
    secrets: # where the stage's environment has one of the same name, that one counts
      DATABASE_URL: \${{ secrets.DATABASE_URL }}
      SLACK_SIGNING_SECRET: \${{ secrets.SLACK_SIGNING_SECRET }}
      SLACK_BOT_TOKEN: \${{ secrets.SLACK_BOT_TOKEN }}
      PAGERDUTY_ROUTING_KEY: \${{ secrets.PAGERDUTY_ROUTING_KEY }}
      NOTIFY_WEBHOOK_SECRET: \${{ secrets.NOTIFY_WEBHOOK_SECRET }}
      PIPELINE_SECRETS: \${{ secrets.PIPELINE_SECRETS }}
`;
function workflowOf(pipeline, tagPrefix) {
  let [repository, commit] = pipeline.split("@");
  return callerWorkflow(`${repository}/.github/workflows/pipeline.yml@${commit}`, tagPrefix);
}

// src/admin/init.ts
async function init({ clock, identity, project }, { yes, ...request }) {
  let startedAt = clock.now();
  for (let name of ["staging", "production"])
    request[name] !== null && readAddresses(`${name}=${request[name]}`, "--");
  let found = await project.look(), given = { ...request, deploy: request.deploy?.trim().split(/\s+/) ?? null }, isThere = found.configured !== null;
  isThere && refuseDifferences(found, given);
  let asked = yes || isThere ? null : await project.ask(found, given), said = asked ?? given;
  asked === null && refuseMissing(missingAddresses(found, said));
  let answers = said.production === null || isThere ? [] : await project.probe(said.production), proposal = propose(found, said, answers), end = (fields) => ({
    ...emptyReport({
      command: "init",
      app: said.app ?? found.folder,
      stage: null,
      tag: null,
      ledger: found.origin ?? "local",
      runId: identity.runId,
      actor: identity.actor,
      startedAt: startedAt.toISOString()
    }),
    ...fields,
    durationMs: clock.now().getTime() - startedAt.getTime()
  });
  if (proposal === null) return end({ outcome: "blocked", ok: !1, reason: reason("NOTHING_TO_DEPLOY") });
  let { found: lines, notes, next } = proposal, files = isThere ? [{ path: configPath(found), written: !1 }] : [];
  for (let { path, text } of proposal.files)
    path === configPath(found) && parseConfig(text), files.push({ path, written: await project.write(path, text) });
  return end({
    changed: files.some(({ written }) => written),
    initialized: { files, found: lines, notes, next }
  });
}
function refuseMissing(stages) {
  if (stages.length !== 0)
    throw usageError(
      "USAGE",
      "init needs the addresses of the stages, and nobody can be asked for them here.",
      stages.map((stage) => ({ path: `--${stage}`, message: `is missing: where does ${stage} answer?` })),
      "Give each as --STAGE ADDRESS, e.g. --production https://shop.example.com; at a terminal and without --yes, init asks."
    );
}
function refuseDifferences(found, given) {
  let problems = differences(found, given);
  if (problems.length === 0) return;
  let path = configPath(found);
  throw usageError(
    "USAGE",
    `${path} is there already, and init overwrites nothing.`,
    problems,
    `Change it in ${path}; or remove that file, and init writes it anew.`
  );
}
function differences(found, said) {
  let json = readJson(found.configured);
  if (!json.ok) return [];
  let at = (...keys) => keys.reduce((value, key) => Object(value)[key], json.value), bare = (address) => String(address).replace(/\/+$/, ""), compare = (path, value, key, has) => value === null || JSON.stringify(value) === JSON.stringify(has) ? [] : [
    {
      path,
      message: `is ${JSON.stringify(value)}, but ${key} is ${has === void 0 ? "not set" : clip(JSON.stringify(has))}`
    }
  ], addresses = STAGES.flatMap((stage) => {
    let urls = Object.values(Object(at("stages", stage, "urls"))), given = said[stage];
    return given !== null && urls.some((url) => bare(url) === bare(given)) ? [] : compare(`--${stage}`, given, `stages.${stage}.urls`, at("stages", stage, "urls"));
  }), channels = Object.values(Object(at("notify"))).map((one) => Object(one).channel ?? Object(one).url);
  return [
    ...compare("--app", said.app === null ? null : appOf(found, said), "app", at("app")),
    ...compare("--deploy", said.deploy, "deployer.deploy", at("deployer", "deploy")),
    ...addresses,
    ...compare(
      "--watch",
      said.watch === null ? null : Number(said.watch),
      "stages.production.watch.minutes",
      at("stages", "production", "watch", "minutes")
    ),
    ...channels.includes(said.notify) ? [] : compare("--notify", said.notify, "notify", at("notify"))
  ];
}
export {
  init
};
