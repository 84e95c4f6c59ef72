// Made by `npm run build` from src/engine: change it there.
import {
  history,
  nextVersion,
  recordedReport,
  status
} from "./release-queries.js";
import {
  INSTALL_FILES,
  LOCKFILES,
  chooseInstallation,
  notifyFault,
  parseConfig,
  watchFault
} from "./core-config-schema.js";
import {
  POLICIES,
  SHAPES
} from "./core-aws-deploy-role.js";
import {
  RUN_OUTCOMES
} from "./core-figures-runs.js";
import {
  codesOf,
  describeFetchError,
  readBeginning,
  readBody,
  rootOf
} from "./adapters-http-request.js";
import {
  retry
} from "./core-retry.js";
import {
  CONFIG_FILE
} from "./core-config-examine.js";
import "./core-config-windows.js";
import {
  failed,
  inconclusive,
  judgeResumable,
  onBadVersion,
  resumeRollback,
  rollback
} from "./release-rollback.js";
import {
  acquireLock,
  describeAcquired
} from "./release-acquire-lock.js";
import {
  configuredVerification,
  verificationPhase
} from "./release-run-verification.js";
import {
  afterColon,
  dividedGates,
  endOf,
  gateTally,
  hookLog,
  logTitle,
  notes,
  provenance,
  reasonParts,
  stageNotes,
  unsaid,
  verifiedNote
} from "./core-report-notes.js";
import {
  headline,
  statusLine
} from "./core-report-headline.js";
import "./core-doctor-finding.js";
import {
  nameOf
} from "./core-setup-prerequisite.js";
import {
  SINCE_FORM,
  figureSections,
  minuteOf,
  parseSince
} from "./core-report-figure-lines.js";
import {
  NO_WORD,
  awaitCi,
  gatherFacts
} from "./release-deploy-facts.js";
import {
  readWaivers,
  waiverLine
} from "./core-gates-waivers.js";
import "./release-gate-inputs.js";
import "./core-config-command-rules.js";
import "./release-secrets.js";
import {
  viewOf
} from "./release-ports.js";
import {
  afterEnding,
  deployAndSmoke,
  endingOf,
  migrate,
  recordEnding,
  recordRefusal,
  refusalOf
} from "./release-record-ending.js";
import {
  LockMonitor,
  askCi,
  engineRuns,
  keepingStage
} from "./release-locked-stage.js";
import "./release-run-smoke.js";
import {
  fill,
  fillSecrets,
  headerSecrets,
  lackingSecrets,
  ownVariables
} from "./core-smoke-probe.js";
import "./core-config-notify.js";
import {
  KNOWN_FAILURES,
  Run,
  buildReport,
  cardLines,
  endsAtOnce,
  fail,
  firstFailure,
  gateResult,
  headOf,
  lockGate,
  lockedReason,
  lookBack,
  noticing,
  parseLockReading,
  parseSstRunId,
  pass,
  sstRunId,
  uneven,
  unmet,
  withApproval
} from "./common-7.js";
import {
  begunRollback,
  judgeReadiness
} from "./core-plan-way-back.js";
import {
  adminRegion,
  phaseSeconds,
  wantedAws
} from "./core-aws-credentials.js";
import {
  maskedLedger
} from "./release-append.js";
import {
  EMPTY_STATE,
  afterDeath,
  appOf,
  foldEntry,
  formOf,
  isNewerRecord,
  openWatchOf,
  parseRecord,
  recordSubject
} from "./core-ledger-fold.js";
import {
  BUMPS,
  MAX_TAG_LENGTH,
  succeeds
} from "./semver.js";
import {
  describeFailure,
  isMigration,
  newestMigration,
  sourceOf
} from "./core-config-checks.js";
import {
  toolOf
} from "./core-config-tools.js";
import {
  maskerOf,
  masking,
  redactWith,
  withoutSecrets
} from "./core-masking.js";
import {
  changeRequests,
  commitUrl,
  forgeOf,
  githubPlace,
  runUrl
} from "./core-forge.js";
import {
  CI_RUN_FORM,
  answerLimitMs,
  ciRunText,
  parseCiRun
} from "./core-ledger-owner.js";
import {
  STAGES,
  describeRelease,
  otherStage,
  shortSha
} from "./core-stage.js";
import {
  PipelineError,
  environmentError,
  filledFix,
  known,
  messageOf,
  reason,
  renderError,
  skipped,
  unavailable,
  usageError,
  whyNot
} from "./core-reasons.js";
import {
  canonicalJson,
  readJson
} from "./core-json.js";
import "./core-config-fields.js";
import {
  ADVISED,
  array,
  bare,
  boolean,
  clip,
  counted,
  decoded,
  formatDuration,
  harmlessJson,
  isoSeconds,
  listSome,
  object,
  pathPart,
  picklist,
  plain,
  record,
  safeParse,
  sentence,
  spell,
  string,
  tailOf,
  union
} from "./valibot.js";
import "./common.js";

// src/adapters/tool.ts
async function inTree(workbench, { release, image }, refuse, work) {
  let tree;
  try {
    tree = await workbench.checkOut(release, image);
  } catch (error) {
    return refuse(`The tree cannot be checked out: ${messageOf(error)}`);
  }
  try {
    return await work(tree);
  } finally {
    await tree.dispose();
  }
}
var NO_TREE_FIX = "Correct what the message names, such as a full TMPDIR or an unreachable submodule, then try again.", RUN_VARIABLE = "PIPELINE_RUN_ID", FENCE_VARIABLE = "PIPELINE_FENCE", releaseEnvironment = (stage, { tag, sha }) => ({
  PIPELINE_STAGE: stage,
  PIPELINE_TAG: tag,
  PIPELINE_SHA: sha
}), ownerEnvironment = (owner) => ({
  [RUN_VARIABLE]: owner.runId,
  [FENCE_VARIABLE]: String(owner.fence)
});
function filledEnvironment(env, stage, release) {
  let values = { stage, ...release };
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value, values)]));
}
function toolSecrets(named, given) {
  let of = (kind) => Object.fromEntries(
    Object.keys(named).filter((name) => named[name] === kind).flatMap((name) => {
      let value = given(name);
      return value === null ? [] : [[name, value]];
    })
  );
  return { secrets: of("variable"), secretFiles: of("file") };
}
var lastLines = ({ stdout, stderr }) => tailOf(`${stdout}
${stderr}`), nameOf2 = (argv) => clip(argv.join(" "), 200), lostText = (name, why) => `It is not known how ${name} ended: ${sentence(why)}`;
function faultOf(argv, result, limits, codes) {
  let name = nameOf2(argv);
  if (result.timedOut)
    return { code: codes.late, message: `${name} did not finish within ${limits.timeoutMs / 1e3} s.` };
  if (result.exitCode === 0) return null;
  if (limits.signal.aborted) return { code: "INTERRUPTED", message: `${name} was interrupted.` };
  if (result.lost !== void 0) return { code: codes.failed, message: lostText(name, result.lost) };
  let how = result.exitCode === null ? "was ended by a signal" : `ended with exit code ${result.exitCode}`;
  return { code: codes.failed, message: `${name} ${how}.` };
}
var DEPLOY_CODES = { failed: "DEPLOY_FAILED", late: "DEPLOY_TIMEOUT" }, failed2 = (changed, why, log = []) => ({
  ok: !1,
  changed,
  reason: why,
  log
});

// src/adapters/command.ts
var NO_SECRETS = { secrets: {}, secretFiles: {} };
function commandDeployer(config, workbench, image, given = NO_SECRETS) {
  return {
    deploy: (deployment) => inTree(
      workbench,
      { release: deployment.release, image },
      (message) => failed2(!1, reason("DEPLOY_FAILED", message, NO_TREE_FIX)),
      (tree) => deployTree(config, workbench, tree, deployment, given)
    ),
    reach: async (_stage, running) => running.outputs
  };
}
var installTree = async (config, tree, around) => config.install === void 0 ? null : runStep(config, tree, { argv: config.install, around, deployment: null, given: NO_SECRETS }), commandEnvironment = (config, stage, release) => ({
  ...filledEnvironment(config.env, stage, release),
  ...releaseEnvironment(stage, release)
});
async function deployTree(config, workbench, tree, deployment, given) {
  let { deploy: deploy2, outputs: file } = config, missing = await installTree(config, tree, deployment);
  if (missing !== null) return missing;
  let before = file === void 0 ? null : await tree.readText(file).catch(() => null);
  await workbench.endRun?.(deployment.runId);
  let refused2 = await runStep(config, tree, { argv: deploy2, around: deployment, deployment, given });
  return refused2 !== null ? refused2 : file === void 0 ? { ok: !0, outputs: {} } : readOutputs(tree, file, before, deployment.say);
}
async function runStep(config, tree, { argv, around, deployment, given }) {
  let { stage, release, signal, say: say2, hear = say2 } = around, filled = argv.map((argument) => fill(argument, { stage, ...release })), name = nameOf2(filled.slice(0, 1));
  signal.aborted || await deployment?.claimEffect(`${name} is started to deploy`);
  let limits = { timeoutMs: config.timeoutSeconds * 1e3, signal }, result;
  try {
    if (signal.aborted)
      return failed2(!1, reason("INTERRUPTED", `The run was interrupted before ${name} was started.`));
    result = await tree.run(filled, {
      env: {
        ...deployment?.credentials.env,
        ...commandEnvironment(config, stage, release),
        ...deployment === null ? {} : ownerEnvironment(deployment)
      },
      ...deployment === null ? {} : { ...given, secrets: { ...given.secrets, ...deployment.credentials.secrets } },
      purpose: deployment === null ? "install" : "deploy",
      ...limits,
      say: hear
    });
  } catch (error) {
    return failed2(!1, reason("DEPLOY_FAILED", `${name} cannot be started: ${messageOf(error)}`));
  }
  let fault = faultOf(filled, result, limits, DEPLOY_CODES);
  return fault === null ? null : failed2(deployment !== null, reason(fault.code, fault.message), lastLines(result));
}
async function readOutputs(tree, file, before, say2) {
  let refuse = (message) => failed2(!0, reason("OUTPUTS_MISSING", message)), after;
  try {
    after = await tree.readText(file);
  } catch (error) {
    return refuse(`${file} cannot be read: ${messageOf(error)}.`);
  }
  if (after === null) return refuse(`The deploy succeeded but wrote no ${file}.`);
  if (after === before) return refuse(`${file} is in the tag's tree and this deploy did not write it.`);
  let written;
  try {
    written = JSON.parse(after.replace(/^\uFEFF/, ""));
  } catch {
    return refuse(`${file} is not JSON.`);
  }
  if (typeof written != "object" || written === null || Array.isArray(written))
    return refuse(`${file} is ${kindOf(written)}, and must be an object of names and values.`);
  let { outputs, ignored } = outputsOf(written);
  for (let [name, why] of ignored) say2(`${file}: "${clip(name, 100)}" ${why}, so it is ignored`);
  return { ok: !0, outputs };
}
var MAX_VALUE = 2e3, MAX_OUTPUTS = 8e3;
function outputsOf(written) {
  let outputs = {}, ignored = [], left = MAX_OUTPUTS;
  for (let [name, value] of Object.entries(written)) {
    if (!["string", "number", "boolean"].includes(typeof value)) {
      ignored.push([name, `is ${kindOf(value)}`]);
      continue;
    }
    let text3 = String(value), size = name.length + text3.length;
    text3.length > MAX_VALUE ? ignored.push([name, `is longer than ${MAX_VALUE} characters`]) : size > left ? ignored.push([name, `does not fit: outputs have ${MAX_OUTPUTS} characters together`]) : (left -= size, Object.defineProperty(outputs, name, {
      value: text3,
      enumerable: !0,
      configurable: !0,
      writable: !0
    }));
  }
  return { outputs, ignored };
}
function kindOf(value) {
  return value === null ? "null" : Array.isArray(value) ? "a list" : typeof value == "object" ? "an object" : `a ${typeof value}`;
}
var HOOK_VARIABLE = "PIPELINE_HOOK";
function commandHooks(hooks, workbench, image, given) {
  return {
    async run(order) {
      let config = hooks[order.name], { release } = order;
      return inTree(
        workbench,
        { release, image: config.image ?? image },
        hookFailed,
        (tree) => runHook(tree, config, order, given)
      );
    }
  };
}
async function runHook(tree, { command: command2, directory, env, secrets, timeoutSeconds }, { name, stage, release, runId, fence, variables, signal, say: say2, claim }, given) {
  let argv = command2.map((argument) => fill(argument, { stage, ...release })), program = nameOf2(argv.slice(0, 1));
  await claim(`${program} is started as the hook ${name}`);
  let limits = { timeoutMs: timeoutSeconds * 1e3, signal }, result;
  try {
    result = await tree.run(argv, {
      env: {
        ...filledEnvironment(env, stage, release),
        ...releaseEnvironment(stage, release),
        ...ownerEnvironment({ runId, fence }),
        ...variables,
        [HOOK_VARIABLE]: name
      },
      ...toolSecrets(secrets, given),
      ...directory === void 0 ? {} : { directory },
      ...limits,
      say: say2,
      purpose: "hook"
    });
  } catch (error) {
    return hookFailed(`${program} cannot be started: ${messageOf(error)}`);
  }
  let fault = faultOf(argv, result, limits, DEPLOY_CODES);
  return fault === null ? { ok: !0 } : hookFailed(fault.message, lastLines(result));
}
var hookFailed = (message, log = []) => ({ ok: !1, message, log });

// src/adapters/runtime.ts
import { createHash, createHmac } from "node:crypto";
var last = { wallMs: Date.now(), monotonicMs: performance.now() }, systemClock = {
  now() {
    let monotonicMs = performance.now(), passedMs = monotonicMs - last.monotonicMs;
    return last = { wallMs: Math.max(Date.now(), last.wallMs + passedMs), monotonicMs }, new Date(last.wallMs);
  },
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    let stop = () => {
      clearTimeout(timer), reject(signal?.reason);
    }, timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop), resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: !0 });
  })
}, sha256 = (text3) => createHash("sha256").update(text3, "utf8").digest("hex");
function slackSigner(secret, absent) {
  return async (text3) => {
    let value = await secret();
    return value === null || value === "" ? { kind: "unavailable", message: absent } : { kind: "known", value: createHmac("sha256", value).update(text3, "utf8").digest("hex") };
  };
}
function parseTraceParent(text3) {
  let found = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(
    text3 ?? ""
  );
  if (found === null) return null;
  let [, traceId, spanId, flags] = found;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}
function sequence() {
  let last2 = Promise.resolve();
  return (work) => {
    let done2 = last2.then(work);
    return last2 = done2.catch(() => {
    }), done2;
  };
}

// src/core/sst/answer.ts
function classify(answer) {
  let app = appOf2(answer);
  if (isComplete(answer)) return { kind: "complete", app };
  let log = relevantLines(answer);
  if (endedByItself(answer) && /^\|\s+Locked\s/m.test(answer.stdout)) return { kind: "locked", app, log };
  let text3 = [answer.stdout, answer.stderr, answer.log ?? ""].join(`
`);
  for (let { pattern, reason: explain2, harmless } of KNOWN_FAILURES) {
    let found = pattern.exec(text3);
    if (found === null) continue;
    let refused2 = saidThatItStopped(answer) || harmless === !0 && didNothing(answer);
    return { kind: "failed", reason: explain2(found), changed: !refused2, log };
  }
  return { kind: "failed", reason: reason("DEPLOY_FAILED", describe(answer)), changed: !saidThatItStopped(answer), log };
}
var endedByItself = ({ exitCode, isWhole }) => exitCode !== 0 && (exitCode ?? SIGNALLED) < SIGNALLED && isWhole, SIGNALLED = 128, saidThatItStopped = (answer) => endedByItself(answer) && /^✕/mu.test(answer.stderr) && !/^~ {2}Deploy\s*$/m.test(answer.stdout), didNothing = (answer) => endedByItself(answer) && !/^\|\s+(?!Error\s)\S/m.test(answer.stdout), isComplete = ({ exitCode, stdout, stderr }) => exitCode === 0 && finalWord(stdout) === "Complete" && !/^✕/mu.test(stderr) && !/^✕/mu.test(stdout);
function finalWord(stdout) {
  return [...stdout.matchAll(/^[✓✕] {2}(\S.*?)\s*$/gmu)].at(-1)?.[1] ?? null;
}
var appOf2 = ({ stdout }) => /^➜ {2}App:\s+(\S+)\s*$/mu.exec(stdout)?.[1] ?? null;
function describe({ exitCode, stdout }) {
  let ended = exitCode === null ? "was ended by a signal" : `ended with exit code ${exitCode}`, word = finalWord(stdout);
  return word === null ? `sst deploy ${ended}.` : exitCode === 0 || word === "Complete" ? `sst deploy ${ended}, but its last word is "${word}".` : `sst deploy ${ended}.`;
}
var LIMIT = 20;
function relevantLines({ stdout, stderr, log }) {
  let said = withoutOutputs(meaningful(stdout)), verdict = said.findLastIndex((line) => line.startsWith("✕")), hidden = [...((verdict === -1 ? log : null) ?? "").matchAll(/level=ERROR .*?err="((?:[^"\\]|\\.)*)"/g)].map(
    (found) => found[1].replaceAll('\\"', '"')
  );
  return [...verdict === -1 ? said : said.slice(verdict), ...meaningful(stderr), ...hidden].slice(-LIMIT);
}
var NOISE = /^\s+at .+:\d|^\s+(?:promise: Promise \{|secretName: )|^\}$|^SST \S+ ready!|^➜ {2}App:|^ {3}Stage:|^~ {2}\S/u, meaningful = (text3) => text3.split(`
`).map((line) => line.trimEnd()).filter((line) => line !== "" && !NOISE.test(line));
function withoutOutputs(lines) {
  let inOutputs = !1;
  return lines.filter((line) => /^[✓✕|~➜]/u.test(line) ? (inOutputs = line.startsWith("✓"), !0) : !inOutputs);
}
function progressFilter() {
  let over = !1;
  return (line) => over ? !1 : (over = /^✓ {2}/u.test(line), line.trim() !== "");
}
var Step = object({ op: string(), type: string(), name: string() }), DiffResult = union([object({ steps: array(Step) }), object({ error: string() })]), IDLE = ["same", "read", "refresh"], REPLACE = ["create-replacement", "delete-replaced", "discard-replaced"];
function changesOf(result) {
  let parsed = safeParse(DiffResult, result);
  if (!parsed.success) return { kind: "unavailable", message: "The answer of sst diff cannot be read." };
  if ("error" in parsed.output) return { kind: "unavailable", message: parsed.output.error };
  let changes = parsed.output.steps.filter(({ op }) => !IDLE.includes(op)).map(({ op, type, name }) => ({ op: REPLACE.includes(op) ? "replace" : op, type, name }));
  return { kind: "known", value: [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()] };
}

// src/adapters/sst/programs.ts
function programOf(main, helpers, ...values) {
  return ["const load = require, __name = (target) => target", ...helpers.map(String), `;(${main})(${values.join(", ")})`].join(`
`);
}
var answerOf = (answer, helpers) => programOf(tell, helpers, answer);
async function tell(answer) {
  try {
    console.log(JSON.stringify(await answer()));
  } catch (error) {
    let { message, name } = Object(error);
    console.log(JSON.stringify({ error: String(message || name || error) }));
  }
}
function eachLine(stream, give, limit = 1e6) {
  let line = "";
  stream.setEncoding("utf8"), stream.on("data", (text3) => {
    let [first = "", ...more] = String(text3).split(`
`);
    line.length < limit && (line = (line + first).slice(0, limit));
    for (let next of more)
      give(line), line = next.slice(0, limit);
  }), stream.on("end", () => line !== "" && give(line));
}
function findBinary() {
  let { createRequire } = load("node:module"), { join } = load("node:path"), { realpathSync, statSync } = load("node:fs"), isFile = (path) => {
    try {
      return statSync(path).isFile();
    } catch {
      return !1;
    }
  }, from = createRequire(join(process.cwd(), "package.json")), known4 = (from.resolve.paths("sst") || []).map((path) => join(path, "sst", "package.json")).find(isFile);
  known4 === void 0 && (console.error("sst is not among the tree's dependencies"), process.exit(1));
  let name = `sst-${process.platform}-${process.arch}`;
  for (let near of [createRequire(realpathSync(known4)), from])
    try {
      console.log(near.resolve(`${name}/bin/sst`)), process.exit(0);
    } catch {
    }
  console.error(
    `sst is installed without ${name}: its optional dependencies were left out, or it was installed for another platform`
  ), process.exit(1);
}
async function stateOf(app, stage) {
  let { homedir } = load("node:os"), { join } = load("node:path"), { existsSync, readFileSync, readdirSync } = load("node:fs"), FEW = 20, textOf = (bytes) => (bytes[0] === 31 && bytes[1] === 139 ? load("node:zlib").gunzipSync(bytes) : bytes).toString("utf8"), config = process.platform === "darwin" ? join(homedir(), "Library", "Application Support") : process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), local = join(config, "sst", "state");
  if (existsSync(join(local, "passphrase", app, `${stage}.json`)))
    return {
      read: async (kind, name) => {
        let file = join(local, kind, app, `${name}.json`);
        return existsSync(file) ? textOf(readFileSync(file)) : null;
      },
      list: async (kind) => {
        let folder = join(local, kind.replace("/", `/${app}/`));
        return (existsSync(folder) ? readdirSync(folder) : []).sort().slice(0, FEW);
      }
    };
  let from = load("node:module").createRequire(join(process.cwd(), ".sst", "platform", "package.json")), { SSMClient, GetParameterCommand } = from("@aws-sdk/client-ssm"), { S3Client, GetObjectCommand, ListObjectsV2Command } = from("@aws-sdk/client-s3"), endpoint = process.env.AWS_ENDPOINT_URL, options = {
    region: process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || "us-east-1",
    ...endpoint ? { endpoint, forcePathStyle: !0 } : {}
  }, asked = new GetParameterCommand({ Name: "/sst/bootstrap", WithDecryption: !0 }), { Parameter } = await new SSMClient(options).send(asked), { state: Bucket } = JSON.parse(Parameter.Value), s3 = new S3Client(options);
  return {
    read: async (kind, name) => {
      try {
        let { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${kind}/${app}/${name}.json` }));
        return textOf(Buffer.from(await Body.transformToByteArray()));
      } catch (error) {
        if (["NoSuchKey", "NotFound"].includes(Object(error).name)) return null;
        throw error;
      }
    },
    list: async (kind) => {
      let Prefix = `${kind.replace("/", `/${app}/`)}/`, { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: FEW }));
      return Contents.map(({ Key }) => Key.slice(Prefix.length));
    }
  };
}
async function readLock() {
  let [app, stage] = process.argv.slice(1), text3 = await (await stateOf(app, stage)).read("lock", stage);
  return { lock: text3 === null ? null : JSON.parse(text3) };
}
async function readUpdate() {
  let [app, stage, run] = process.argv.slice(1), state = await stateOf(app, stage);
  for (let name of await state.list(`update/${stage}`)) {
    let text3 = await state.read("update", `${stage}/${name.replace(/\.json$/, "")}`), { id, runID } = text3 === null ? Object() : JSON.parse(text3);
    if (runID === run && typeof id == "string") return { update: id };
  }
  return { update: null };
}
function hideOutputs(read) {
  let [program, ...args] = process.argv.slice(1);
  for (let signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {
  });
  let child = load("node:child_process").spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  child.once("error", (error) => {
    console.error(error.message), process.exitCode = 127;
  });
  let hidden = !1;
  read(child.stdout, (line) => {
    hidden && !/^[\u2713\u2715] {2}\S/.test(line) || (hidden ||= line.startsWith("✓"), console.log(line));
  }), child.once("close", (code) => {
    process.exitCode ??= code ?? 1;
  });
}
var FIND_BINARY = programOf(findBinary, []), READ_LOCK = answerOf(readLock, [stateOf]), READ_UPDATE = answerOf(readUpdate, [stateOf]), HIDE_OUTPUTS = programOf(hideOutputs, [], eachLine);

// src/adapters/sst/secret-programs.ts
function loggedError() {
  let { openSync, fstatSync, readSync, closeSync } = load("node:fs"), log = "";
  try {
    let file = openSync(".sst/log/sst.log", "r"), { size } = fstatSync(file), end2 = Buffer.alloc(Math.min(size, 262144));
    log = end2.toString("utf8", 0, readSync(file, end2, 0, end2.length, size - end2.length)), closeSync(file);
  } catch {
    return "";
  }
  let logged = [...log.matchAll(/ level=ERROR .* err="((?:[^"\\]|\\.)*)"/g)].at(-1);
  if (logged === void 0) return "";
  let lines = logged[1].replace(/\\n/g, `
`).replace(/\\(.)/g, "$1").split(`
`).map((line) => line.trim()).filter((line) => line !== ""), [first = "", ...more] = lines, telling = more.find((line) => /error|cert|refused|denied|not found/i.test(line)) ?? more.at(-1);
  return [first, ...telling === void 0 ? [] : [telling]].join(": ").slice(0, 500);
}
function secretsOf(sst, stage) {
  let asked = load("node:child_process").spawnSync(sst, ["secret", "list", "--stage", stage], {
    encoding: "utf8",
    maxBuffer: 67108864
  }), { status: status2, stdout, stderr, error } = asked;
  if (error) throw error;
  if (status2 !== 0 && /No secrets found/.test(stderr + stdout)) return [];
  let said = /Unexpected error occurred/.test(stderr) && loggedError() || stderr.trim();
  if (status2 !== 0) throw new Error(said || `sst secret list ended with exit code ${status2}`);
  let secrets = [], fallback = !1;
  for (let line of stdout.replace(/\n$/, "").split(`
`)) {
    let heading = /^# (fallback|[^/\s]+\/[^/\s]+)$/.exec(line), start = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line), last2 = secrets.at(-1);
    heading ? (fallback = heading[1] === "fallback", last2 && (last2.value = last2.value.replace(/\n$/, ""))) : start ? secrets.push({ name: start[1], value: start[2], fallback }) : last2 && (last2.value += `
${line}`);
  }
  return secrets;
}
function maskOf(values) {
  let forms = /* @__PURE__ */ new Set(), take = (form) => form.trim().length >= 4 && forms.add(form);
  for (let value of values) {
    let plain2 = [value, value.trim()];
    try {
      let { password } = new URL(value);
      plain2.push(password, decodeURIComponent(password));
    } catch {
    }
    for (let form of plain2) {
      for (let line of [form, ...form.split(`
`)]) take(line);
      form.trim().length < 4 || (take(JSON.stringify(form).slice(1, -1)), take(encodeURIComponent(form)), take(Buffer.from(form).toString("base64").replace(/=+$/, "")));
    }
  }
  let longest = [...forms].sort((one, other) => other.length - one.length), withoutBeginning = (text3) => {
    for (let form of longest)
      for (let length = form.length - 1; length >= 4; length--)
        if (text3.endsWith(form.slice(0, length))) return `${text3.slice(0, -length)}***`;
    return text3;
  };
  return (text3) => {
    let masked = longest.reduce((left, form) => left.replaceAll(form, "***"), text3);
    return masked.endsWith("…") ? `${withoutBeginning(masked.slice(0, -1))}…` : masked;
  };
}
function listSecretNames() {
  let [sst, stage, ...placeholders] = process.argv.slice(1), same = (one, other) => one.trim().toLowerCase() === other.trim().toLowerCase(), stateOfValue = (value) => value.trim() === "" ? "empty" : placeholders.some((placeholder) => same(placeholder, value)) ? "placeholder" : "set";
  return {
    secrets: secretsOf(sst, stage).map(({ name, value, fallback }) => ({
      name,
      fallback,
      state: stateOfValue(value)
    }))
  };
}
function readOutputs2() {
  let [sst, stage, ...names] = process.argv.slice(1), LONG = 8, reveals = (text3, value) => text3 === value || value.length >= LONG && text3.includes(value), all = JSON.parse(load("node:fs").readFileSync(".sst/outputs.json", "utf8")), values = secretsOf(sst, stage).map(({ value }) => value).filter((value) => value !== ""), outputs = {}, missing = [], secret = [];
  for (let name of names) {
    let value = Object.hasOwn(all, name) ? all[name] : void 0, text3 = ["string", "number", "boolean"].includes(typeof value) ? String(value) : "";
    text3 === "" ? missing.push(name) : values.some((one) => reveals(text3, one)) ? secret.push(name) : outputs[name] = text3;
  }
  return { outputs, missing, secret };
}
function maskLines() {
  let [sst, stage] = process.argv.slice(1);
  return JSON.parse(process.env.PIPELINE_LINES ?? "[]").map(maskOf(secretsOf(sst, stage).map(({ value }) => value)));
}
function setSecret() {
  let [sst, stage, name, variable] = process.argv.slice(1), { [variable]: input = "", ...env } = process.env;
  input === "" && (console.error("there is no value"), process.exit(1));
  let argv = ["secret", "set", name, "--stage", stage], asked = load("node:child_process").spawnSync(sst, argv, { input, env, encoding: "utf8" }), { status: status2, stdout, stderr, error } = asked;
  error && status2 === null && (console.error(error.message), process.exit(1)), status2 !== 0 && console.error(maskOf([input])(stderr + stdout).trim()), process.exit(status2 === 0 ? 0 : 1);
}
function showDiff() {
  let [sst, ...args] = process.argv.slice(1), asked = load("node:child_process").spawnSync(sst, ["diff", "--json", ...args], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024
  }), { status: status2, signal, stdout, error } = asked;
  if (error) throw new Error(`sst diff cannot be run: ${error.message}`);
  if (status2 !== 0) {
    let said = loggedError(), how = signal ? `was ended by ${signal}` : `ended with exit code ${status2}`;
    throw new Error(`sst diff ${how}${said ? `: ${said}` : ""}`);
  }
  let steps;
  try {
    steps = JSON.parse(stdout);
  } catch {
    throw new Error("sst diff printed what is not its list of changes");
  }
  return {
    steps: steps.map(({ op, urn, type }) => ({ op, type, name: String(urn).split("::").at(-1) }))
  };
}
function withSecret(exitCode, read) {
  let [sst, stage, name, variable, directory, program, ...args] = process.argv.slice(1), { PIPELINE_NOT_STARTED: word, ...inherited } = process.env, refuse = (message) => {
    console.error(`${word}: ${message}`), process.exit(exitCode);
  }, value = (() => {
    try {
      let all = secretsOf(sst, stage).filter((secret) => secret.name === name);
      return (all.find(({ fallback }) => !fallback) ?? all[0])?.value ?? "";
    } catch (error) {
      return refuse(`the secrets cannot be read: ${Object(error).message}`);
    }
  })();
  value.trim() === "" && refuse(`the secret ${name} is not set for ${stage}`);
  let mask = maskOf([value]), env = { ...inherited, [variable]: value };
  for (let key of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]) delete env[key];
  let child = load("node:child_process").spawn(program, args, {
    cwd: directory,
    env,
    stdio: ["ignore", "pipe", "pipe"]
  });
  child.once("error", (error) => refuse(error.message)), read(child.stdout, (line) => console.log(mask(line))), read(child.stderr, (line) => console.error(mask(line)));
  for (let signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  let end2 = (code) => {
    process.exitCode = code ?? 1;
  };
  child.once("close", end2), child.once("exit", (code) => {
    end2(code), setTimeout(() => process.exit(), 1e3).unref();
  });
}
var NOT_STARTED = 97, SECRETS = [loggedError, secretsOf], LIST_SECRET_NAMES = answerOf(listSecretNames, SECRETS), READ_OUTPUTS = answerOf(readOutputs2, SECRETS), MASK_LINES = answerOf(maskLines, [maskOf, ...SECRETS]), SET_SECRET = programOf(setSecret, [maskOf]), SHOW_DIFF = answerOf(showDiff, [loggedError]), WITH_SECRET = programOf(withSecret, [maskOf, ...SECRETS], NOT_STARTED, eachLine);

// src/adapters/sst/install.ts
var checkOutForInstall = (workbench, config, release, image) => workbench.checkOut(release, image, config.install === "auto" ? INSTALL_FILES : void 0);
async function install(config, tree, options) {
  let { directory = "." } = config, run = (argv2, where) => tree.run(argv2, { ...options, directory: where, caches: CACHES, purpose: "install" });
  if (config.install !== "auto") {
    await tree.complete();
    let result = await run(config.install, directory);
    return judge(config.install, result);
  }
  let found = await findInstallation(tree, directory);
  if (found.choice.kind === "unknown") return { kind: "refused", message: found.choice.message };
  let { argv, needsSources } = found.choice;
  if (!needsSources) {
    let result = await run(argv, found.folder);
    if (await tree.complete(), result.exitCode === 0 || options.signal.aborted) return judge(argv, result);
    options.say(`${argv.join(" ")} failed on the manifests alone; once more with the whole tree`);
  }
  return await tree.complete(), judge(argv, await run(argv, found.folder));
}
var judge = (argv, result) => result.exitCode === 0 && !result.timedOut ? { kind: "installed" } : { kind: "failed", argv, result };
async function findInstallation(tree, directory) {
  for (let folder of upwards(directory)) {
    let at = (name) => folder === "." ? name : `${folder}/${name}`, has = (name) => tree.has(at(name)), present = await Promise.all(LOCKFILES.map(has)), lockfiles = LOCKFILES.filter((_, index) => present[index]);
    if (lockfiles.length === 0 && folder !== ".") continue;
    let [packageJson, yarnrc] = await Promise.all([tree.readText(at("package.json")), has(".yarnrc.yml")]);
    return { folder, choice: chooseInstallation({ packageJson, lockfiles, yarnrc }) };
  }
  throw new Error("a tree has a root");
}
function upwards(directory) {
  let parts = directory.split("/").filter((part) => part !== "." && part !== "");
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join("/")), "."];
}
var sstEnvironment = (config, stage, release) => ({
  SST_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  NO_COLOR: "1",
  CI: "1",
  COREPACK_ENABLE_DOWNLOAD_PROMPT: "0",
  ...filledEnvironment(config.env, stage, release),
  ...releaseEnvironment(stage, release)
}), CACHES = {
  npm_config_cache: "npm",
  npm_config_store_dir: "pnpm",
  YARN_CACHE_FOLDER: "yarn",
  BUN_INSTALL_CACHE_DIR: "bun",
  COREPACK_HOME: "corepack",
  XDG_CONFIG_HOME: "sst"
};

// src/adapters/sst/tree.ts
var ASK_TIMEOUT_MS = 3e5, PreparedTree = class {
  config;
  tree;
  given;
  /** path of SST's binary for this platform */
  sst;
  constructor(config, tree, sst, given) {
    this.config = config, this.tree = tree, this.sst = sst, this.given = given;
  }
  /** Runs a program in the folder of sst.config.ts; its lines are shown only where it is asked for. */
  run(argv, { stage, release, signal, credentials }, { env = {}, say: say2 = () => {
  }, timeoutMs, purpose = "deploy", isDocument = !1 } = {}) {
    let { directory = ".", timeoutSeconds, graceSeconds } = this.config;
    return this.tree.run(argv, {
      env: { ...credentials.env, ...sstEnvironment(this.config, stage, release), ...env },
      // only a deploy downloads what the given are for
      secrets: { ...purpose === "deploy" ? this.given.secrets : {}, ...credentials.secrets },
      secretFiles: purpose === "deploy" ? this.given.secretFiles : {},
      directory,
      caches: CACHES,
      timeoutMs: timeoutMs ?? timeoutSeconds * 1e3,
      graceMs: graceSeconds * 1e3,
      signal,
      say: say2,
      purpose,
      isDocument
    });
  }
  /**
   * What to run so that SST's outputs are not seen: they may be secret. A command that is not watched is run as
   * it is, because a signal must reach SST itself.
   */
  withoutOutputs(argv) {
    return this.tree.isWatched ? ["node", "-e", HIDE_OUTPUTS, "--", ...argv] : argv;
  }
  /** Runs one of our programs with the tree's node and reads the JSON that it prints; null when there is none. */
  async ask(program, args, around, options = {}) {
    let timeoutMs = Math.min(ASK_TIMEOUT_MS, this.config.timeoutSeconds * 1e3), argv = ["node", "-e", program, "--", ...args], ran;
    try {
      ran = await this.run(argv, around, { timeoutMs, ...options, isDocument: !0 });
    } catch (error) {
      return { error: messageOf(error) };
    }
    if (ran.lost !== void 0) return { error: ran.lost };
    try {
      return JSON.parse(ran.stdout.trim().split(`
`).at(-1) ?? "");
    } catch {
      return null;
    }
  }
  readText(path, part) {
    return this.tree.readText(this.at(path), part);
  }
  remove(path) {
    return this.tree.remove(this.at(path));
  }
  dispose() {
    return this.tree.dispose();
  }
  at(path) {
    let { directory } = this.config;
    return directory === void 0 ? path : `${directory}/${path}`;
  }
}, Unprepared = class extends Error {
  reason;
  log;
  constructor(why, log = []) {
    super(why.message), this.name = "Unprepared", this.reason = why, this.log = log;
  }
}, INSTALL_TIMEOUT_MS = 9e5;
async function prepareTree(config, workbench, image, { stage, release, signal, say: say2 }, given) {
  let deployFailed = (message) => new Unprepared(reason("DEPLOY_FAILED", message)), tree = await checkOutForInstall(workbench, config, release, image).catch((error) => {
    let message = `The tree cannot be checked out: ${messageOf(error)}`;
    throw new Unprepared(reason("DEPLOY_FAILED", message, NO_TREE_FIX));
  });
  try {
    let { PIPELINE_STAGE, PIPELINE_TAG, PIPELINE_SHA, ...env } = sstEnvironment(config, stage, release), timeoutMs = Math.min(INSTALL_TIMEOUT_MS, config.timeoutSeconds * 1e3), installed = await install(config, tree, { env, timeoutMs, signal, say: say2 }).catch((error) => {
      throw deployFailed(`The installation cannot be started: ${messageOf(error)}`);
    });
    if (installed.kind === "refused") throw deployFailed(installed.message);
    if (installed.kind === "failed") throw notInstalled(installed.argv, installed.result, timeoutMs, signal);
    let sst = await findBinary2(config, tree, signal);
    return await installPlatform(config, tree, [sst, "install", "--stage", stage], { env, timeoutMs, signal }), new PreparedTree(config, tree, sst, given);
  } catch (error) {
    throw await tree.dispose(), error;
  }
}
function notInstalled(argv, result, timeoutMs, signal) {
  let log = lastLines(result), fault = faultOf(argv, result, { timeoutMs, signal }, DEPLOY_CODES);
  return new Unprepared(fault === null ? reason("DEPLOY_FAILED") : reason(fault.code, fault.message), log);
}
async function installPlatform(config, tree, argv, options) {
  let { directory = "." } = config;
  await tree.run(argv, { ...options, directory, caches: CACHES, say: () => {
  }, purpose: "install" }).catch(() => null);
}
async function findBinary2(config, tree, signal) {
  let { directory = "." } = config, found = await tree.run(["node", "-e", FIND_BINARY], {
    env: {},
    directory,
    timeoutMs: 6e4,
    signal,
    say: () => {
    },
    purpose: "install"
  });
  if (found.exitCode === 0) return found.stdout.trim();
  let why = signal.aborted ? reason("INTERRUPTED", "The run was interrupted before SST was started.") : reason("DEPLOY_FAILED", `SST cannot be found: ${found.stderr.trim() || "node did not run"}.`);
  throw new Unprepared(why);
}
var PreparedTrees = class {
  config;
  workbench;
  image;
  given;
  prepared = /* @__PURE__ */ new Map();
  constructor(config, workbench, image, given) {
    this.config = config, this.workbench = workbench, this.image = image, this.given = given;
  }
  /** Throws `Unprepared`; a tree that failed is tried again the next time. */
  of(around) {
    let { sha } = around.release, known4 = this.prepared.get(sha);
    if (known4 !== void 0) return known4;
    let preparing = prepareTree(this.config, this.workbench, this.image, around, this.given);
    return this.prepared.set(sha, preparing), preparing.catch(() => this.prepared.delete(sha)), preparing;
  }
  /** The same where a tree that cannot be prepared is an answer. */
  async tryPrepare(around) {
    try {
      return await this.of(around);
    } catch (error) {
      if (error instanceof Unprepared) return error;
      throw error;
    }
  }
  /** Ends what a run that is over left running. */
  async endRun(runId) {
    await this.workbench.endRun?.(runId);
  }
  /** Clears all away; never throws. */
  async dispose() {
    let all = await Promise.allSettled(this.prepared.values());
    this.prepared.clear(), await Promise.all(all.map((one) => one.status === "fulfilled" ? one.value.dispose() : null));
  }
};

// src/adapters/sst/secrets.ts
var Stored = object({
  name: string(),
  state: picklist(["set", "empty", "placeholder"]),
  fallback: boolean()
}), Listed = union([object({ secrets: array(Stored) }), object({ error: string() })]), VALUE = "PIPELINE_SECRET_VALUE";
function sstSecrets(trees) {
  return {
    async list(asked, placeholders) {
      let tree = await trees.tryPrepare(asked);
      return tree instanceof Unprepared ? unavailable2(tree.reason) : listNames(tree, asked, placeholders);
    },
    async set(asked, name, value) {
      let tree = await trees.tryPrepare(asked);
      return tree instanceof Unprepared ? { reason: tree.reason, mayBeSet: !1 } : setValue(tree, asked, name, value);
    }
  };
}
var unavailable2 = ({ message }) => ({ kind: "unavailable", message });
async function listNames(tree, around, placeholders) {
  let answer = safeParse(
    Listed,
    await tree.ask(LIST_SECRET_NAMES, [tree.sst, around.stage, ...placeholders], around)
  );
  return answer.success ? "error" in answer.output ? { kind: "unavailable", message: `SST cannot list the stage's secrets: ${answer.output.error}` } : { kind: "known", value: answer.output.secrets } : { kind: "unavailable", message: "SST did not list the stage's secrets." };
}
async function setValue(tree, around, name, value) {
  let secrets = { ...around.credentials.secrets, [VALUE]: value }, ran = await tree.run(["node", "-e", SET_SECRET, "--", tree.sst, around.stage, name, VALUE], {
    ...around,
    credentials: { ...around.credentials, secrets }
  });
  if (ran.exitCode === 0) return null;
  let said = lastLines(ran).join(" ") || "it said nothing";
  if (!(ran.exitCode === null || ran.timedOut || around.signal.aborted))
    return { reason: reason("SECRET_NOT_SET", `SST did not set ${name}: ${said}`), mayBeSet: !1 };
  let how = ran.timedOut ? "it took too long" : around.signal.aborted ? "it was interrupted" : "it was ended", message = `It is not known whether SST set ${name}: ${ran.lost ?? `${how}; ${said}`}`;
  return { reason: reason("SECRET_NOT_SET", message, "Set it again: the same value twice does no harm."), mayBeSet: !0 };
}

// src/adapters/sst/deployer.ts
var SST_IMAGE = "node:24.13.1-bookworm";
function sstDeployer(config, trees, now) {
  return {
    async deploy(deployment) {
      let tree = await trees.tryPrepare(deployment);
      return tree instanceof Unprepared ? failed2(!1, tree.reason, tree.log) : new SstDeploy(config, trees, tree, deployment, now()).run();
    },
    async plan(planned) {
      let tree = await trees.tryPrepare(planned);
      if (tree instanceof Unprepared) return { kind: "unavailable", message: tree.reason.message };
      await tree.remove(".sst/log/sst.log");
      let flags = config.arguments.filter((argument) => !argument.startsWith("--continue")), timeoutMs = config.timeoutSeconds * 1e3, argv = [tree.sst, "--stage", planned.stage, ...flags];
      return changesOf(await tree.ask(SHOW_DIFF, argv, planned, { timeoutMs }));
    },
    reach: async (_stage, running) => running.outputs,
    secrets: sstSecrets(trees),
    close: () => trees.dispose()
  };
}
var done = (result) => ({ kind: "done", result }), OutputsAnswer = object({
  outputs: record(string(), string()),
  missing: array(string()),
  secret: array(string())
}), SstDeploy = class {
  config;
  trees;
  tree;
  deployment;
  now;
  constructor(config, trees, tree, deployment, now) {
    this.config = config, this.trees = trees, this.tree = tree, this.deployment = deployment, this.now = now;
  }
  async run() {
    let first = await this.attempt();
    if (first.kind === "done") return first.result;
    let locked = await this.breakDeadLock(first.app);
    if (locked !== null) return failed2(!1, locked, first.log);
    let second = await this.attempt();
    return second.kind === "done" ? second.result : failed2(!1, reason("SST_LOCKED", "SST's lock was removed, and another took it."), second.log);
  }
  get around() {
    return this.deployment;
  }
  get runId() {
    return sstRunId(this.deployment.release, this.deployment.runId);
  }
  async attempt() {
    let { tree, config } = this, { stage, runId, signal, say: say2, hear = say2, claimEffect } = this.deployment, interrupted = () => done(failed2(!1, reason("INTERRUPTED", "The run was interrupted before sst deploy was started.")));
    if (signal.aborted) return interrupted();
    await tree.remove(".sst/outputs.json"), await tree.remove(".sst/log/sst.log"), await this.trees.endRun(runId);
    let mayShow = progressFilter();
    if (await claimEffect(`sst deploy is started on ${stage}`), signal.aborted) return interrupted();
    let ran;
    try {
      let argv = [tree.sst, "deploy", "--stage", stage, ...config.arguments];
      ran = await tree.run(tree.withoutOutputs(argv), this.around, {
        env: { SST_RUN_ID: this.runId, ...ownerEnvironment(this.deployment) },
        say: (line) => mayShow(line) && hear(line)
      });
    } catch (error) {
      let message = `${tree.sst} cannot be started: ${messageOf(error)}`;
      return done(failed2(!1, reason("DEPLOY_FAILED", message)));
    }
    return this.judge(ran);
  }
  async judge(ran) {
    let { stage, signal } = this.deployment, log = await this.tree.readText(".sst/log/sst.log", "end").catch(() => null), verdict = classify({ ...ran, log });
    if (verdict.kind === "complete" && !ran.timedOut) return done(await this.complete(verdict.app));
    if (verdict.kind === "locked" && !ran.timedOut && !signal.aborted) return verdict;
    let lines = verdict.kind === "failed" ? await this.masked(verdict.log) : [], after = (code, message) => done(failed2(!0, reason(code, message), lines));
    return ran.timedOut ? after("DEPLOY_TIMEOUT", `sst deploy did not finish within ${this.config.timeoutSeconds} s.`) : signal.aborted ? after("INTERRUPTED", "sst deploy was interrupted.") : ran.lost !== void 0 ? after("DEPLOY_FAILED", lostText("sst deploy", ran.lost)) : verdict.kind !== "failed" ? after("DEPLOY_FAILED", "sst deploy did not say how it ended.") : done(failed2(verdict.changed, this.withRegion(verdict.reason, stage), lines));
  }
  /** A stage without a region is given no credentials, which SST cannot know. */
  withRegion(why, stage) {
    let { env, secrets } = this.deployment.credentials;
    if (!(Object.keys(env).length + Object.keys(secrets).length === 0) || !["CREDENTIALS_MISSING", "REGION_INVALID"].includes(why.code)) return why;
    let message = `No AWS region is set for ${stage} in pipeline.json, so that SST was given no credentials.`;
    return reason("REGION_INVALID", message, `Set stages.${stage}.region in pipeline.json.`);
  }
  async complete(app) {
    let read = await this.readOutputs();
    if (!read.ok) return read;
    let reference = app === null ? null : await this.updateOf(app);
    return reference === null ? read : { ...read, reference };
  }
  /** SST's own id of this deploy: by it a person finds the state that SST had then. */
  async updateOf(app) {
    let asked = await this.tree.ask(READ_UPDATE, [app, this.deployment.stage, this.runId], this.around), { update } = Object(asked);
    return typeof update == "string" ? update : null;
  }
  /** The expected outputs of the deploy that just ended, or why they cannot be used. */
  async readOutputs() {
    let { tree, around } = this, refuse = (message, fix) => failed2(!0, reason("OUTPUTS_MISSING", message, fix)), file = ".sst/outputs.json", written = await tree.readText(file).catch((error) => new Error(messageOf(error)));
    if (written instanceof Error)
      return refuse(`${file} cannot be read: ${written.message}.`, "Deploy again.");
    if (written === null)
      return refuse(`SST said Complete, but this deploy wrote no ${file}.`, "Look at .sst/log/sst.log, then deploy again.");
    let { outputs: names } = this.config;
    if (names.length === 0) return { ok: !0, outputs: {} };
    let argv = [tree.sst, around.stage, ...names], answer = safeParse(OutputsAnswer, await tree.ask(READ_OUTPUTS, argv, around));
    if (!answer.success)
      return refuse("The outputs cannot be read and compared with the stage's secrets.", "Deploy again.");
    let { outputs, missing, secret } = answer.output;
    return missing.length > 0 ? refuse(
      `The deploy gave no ${missing.join(", ")}, which deployer.outputs names.`,
      "Return each from run() in sst.config.ts, or take it out of deployer.outputs."
    ) : secret.length > 0 ? refuse(
      `The output ${secret.join(", ")} holds the value of a secret, so it is not kept.`,
      "Return something else from run() in sst.config.ts."
    ) : { ok: !0, outputs };
  }
  /** What the app itself says when it fails may hold a secret; lines that cannot be looked through are not kept. */
  async masked(lines) {
    if (lines.length === 0) return [];
    let signal = AbortSignal.timeout(MASK_MS), { sst } = this.tree, env = { PIPELINE_LINES: JSON.stringify(lines) }, around = { ...this.around, signal }, result = await this.tree.ask(MASK_LINES, [sst, around.stage], around, { env, timeoutMs: MASK_MS });
    return Array.isArray(result) ? tailOf(result.map(String).join(`
`)) : ["(the deployer's lines are not shown: the stage's secrets could not be listed to mask them)"];
  }
  /**
   * Removes SST's lock when a dead run of this pipeline left it: its run is in the stage's ledger and no longer holds the
   * stage, which this run does.
   * @returns null when the lock is gone, else why it stays
   */
  async breakDeadLock(app) {
    let { tree, now } = this, { stage, say: say2 } = this.deployment, reading = app === null ? { kind: "unreadable", message: "SST did not say which app it is" } : await this.readLock(app);
    if (app === null || reading.kind !== "held")
      return reading.kind === "free" ? null : lockedReason(stage, reading, now);
    let { runID, command: command2, created } = reading.lock, owner = parseSstRunId(runID);
    if (owner === null || !await this.deployment.isOver(owner.runId))
      return lockedReason(stage, reading, now);
    let what = `run ${owner.runId} (sst ${command2} ${describeRelease(owner.release)}, since ${created})`;
    say2(`SST's lock was left by ${what}, which is over: unlocking`), await this.deployment.claimEffect(`SST's lock on ${stage}, left by ${what}, is removed`), await this.trees.endRun(owner.runId);
    let { exitCode } = await tree.run([tree.sst, "unlock", "--stage", stage], this.around), after = await this.readLock(app);
    if (after.kind === "free") return null;
    let seen2 = exitCode === 0 ? "sst unlock succeeded" : `sst unlock ended with exit code ${exitCode}`, why = lockedReason(stage, after, now).message;
    return reason("SST_LOCKED", `${seen2}, but the lock is still there or cannot be read: ${why}`);
  }
  async readLock(app) {
    let found = await this.tree.ask(READ_LOCK, [app, this.deployment.stage], this.around);
    return parseLockReading(JSON.stringify(found));
  }
}, MASK_MS = 6e4;

// src/adapters/deployers.ts
function deployerFor(config, workbench, image, tokens = {}, given = () => null, now = systemClock.now) {
  switch (config.kind) {
    case "sandbox":
      return sandboxDeployer(config, workbench);
    case "command":
      return commandDeployer(config, workbench, config.image ?? image, toolSecrets(config.secrets, given));
    case "sst": {
      let { secrets, secretFiles } = toolSecrets(config.secrets, given), handed = { secrets: { ...tokens, ...secrets }, secretFiles }, trees = new PreparedTrees(config, workbench, config.image ?? image ?? SST_IMAGE, handed);
      return sstDeployer(config, trees, now);
    }
  }
}
function sandboxDeployer(config, workbench) {
  let services = (stage, release) => sandboxServices(config, stage, release), local = localServices(config, workbench);
  return {
    ...local === null ? {} : { local },
    prepare: (stage, release) => workbench.prepare?.(stage, release, services(stage, release)),
    async deploy({ stage, release, signal, claimEffect }) {
      if (signal.aborted)
        return refused("INTERRUPTED", "The run was interrupted before a service was started.");
      let lost, claim = () => claimEffect("the services are started").catch((error) => {
        throw lost = error, error;
      });
      try {
        return { ok: !0, outputs: await workbench.serve(stage, release, services(stage, release), claim) };
      } catch (error) {
        if (error === lost) throw error;
        return refused(
          "DEPLOY_FAILED",
          `The services of ${release.tag} cannot be started: ${messageOf(error)}`
        );
      }
    },
    served: (stage, running) => workbench.served(stage, running),
    async reach(stage, running) {
      let served = await workbench.served(stage, null);
      if (served !== null) return served;
      let claim = async () => {
        if (served = await workbench.served(stage, null), served !== null) throw new Error("another run has started the services");
      };
      return workbench.serve(stage, running, services(stage, running), claim).catch((error) => {
        if (served !== null) return served;
        throw error;
      });
    }
  };
}
function sandboxServices({ services }, stage, release, last2 = null) {
  let all = Object.entries(services), index = all.findIndex(([name]) => name === last2);
  if (last2 !== null && index < 0) {
    let message = `must be one of: ${Object.keys(services).join(", ")}`;
    throw usageError("USAGE", "The sandbox has no such service.", [{ path: "--service", message }]);
  }
  return all.slice(0, last2 === null ? all.length : index + 1).map(([name, { command: command2, env }]) => ({
    name,
    argv: command2.map((argument) => fill(argument, { stage, ...release })),
    env: { ...env, ...releaseEnvironment(stage, release) }
  }));
}
function localServices(config, workbench) {
  let { serveAside, stop } = workbench;
  return serveAside === void 0 || stop === void 0 ? null : {
    async serve({ stage, release, service, ...aside }) {
      let ended = await serveAside(release, sandboxServices(config, stage, release, service), aside);
      if (ended === null) return null;
      let { name, result } = ended;
      if (result instanceof Error) {
        let message = `${name} cannot be started: ${sentence(result.message)}`;
        return { reason: reason("SERVICE_ENDED", message, NOT_STARTED2), log: [] };
      }
      let how = result.exitCode === null ? "by a signal" : `with exit code ${result.exitCode}`;
      return { reason: reason("SERVICE_ENDED", `${name} exited on its own, ${how}.`), log: lastLines(result) };
    },
    stop
  };
}
var NOT_STARTED2 = "Correct its command in pipeline.json, or install its program. Then serve it again.", refused = (code, message) => ({
  ok: !1,
  changed: !1,
  reason: reason(code, message),
  log: []
}), imageOf = (deployer, image) => toolOf(deployer)?.image ?? image ?? (deployer.kind === "sst" ? SST_IMAGE : void 0);
async function openWorkbench(config, workbench, image, tokens, around) {
  let { stage, release } = around;
  switch (config.kind) {
    case "sandbox":
      return { tree: await workbench.checkOut(release, image), env: releaseEnvironment(stage, release) };
    case "command": {
      let tree = await workbench.checkOut(release, config.image ?? image), failed3 = await installTree(config, tree, around);
      if (failed3 !== null) throw new PipelineError("environment", withLog(failed3));
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
var withLog = ({ reason: reason3, log }) => ({
  ...reason3,
  message: [reason3.message, ...log.map((line) => `  | ${line}`)].join(`
`)
});

// src/core/plan/plan.ts
var SECTIONS = {
  release: "the release",
  running: "what the stage runs",
  migrations: "the migrations",
  secrets: "the missing secrets",
  gates: "the gates",
  rollback: "the way back",
  infrastructure: "the infrastructure changes"
}, sectionNames = Object.keys(SECTIONS), UNSEEN = /* @__PURE__ */ Symbol("unseen"), DIGITS = 16, UNSEEN_DIGITS = "-";
function planDigest(facts, sha2562) {
  let sections = sectionsOf(facts);
  return ["plan1", ...sectionNames.map((name) => partOf(sections[name], sha2562))].join(".");
}
var partOf = (section2, sha2562) => section2 === UNSEEN ? UNSEEN_DIGITS : sha2562(canonicalJson(section2)).slice(0, DIGITS);
function sectionsOf(facts) {
  let { stage, tag, sha, running, migrations, secrets, gates, readiness, infrastructure } = facts;
  return {
    release: { stage, tag, sha },
    running: running && releaseOf(running),
    migrations: known2(
      migrations,
      (list) => sorted(list.map(({ path, change, risk, reasons, down }) => ({ path, change, risk, reasons, down })))
    ),
    secrets: seen(secrets, sorted),
    gates: Object.fromEntries(
      gates.filter(({ id }) => !APART.includes(id)).map((gate) => [gate.id, statusOf(gate)])
    ),
    rollback: readiness && {
      target: readiness.target && releaseOf(readiness.target),
      oneWay: sorted(readiness.oneWay.map(({ why }) => why))
    },
    infrastructure: seen(
      infrastructure,
      (changes) => sorted(changes.map(({ op, type, name }) => ({ op, type, name })))
    )
  };
}
var releaseOf = ({ tag, sha }) => ({ tag, sha }), known2 = (fact, show) => fact.kind === "known" ? show(fact.value) : { [fact.kind]: !0 }, seen = (fact, show) => fact.kind === "unavailable" ? UNSEEN : known2(fact, show), sorted = (list) => list.map((item) => ({ item, key: canonicalJson(item) })).sort((a, b) => a.key < b.key ? -1 : 1).map(({ item }) => item), BY_ITSELF = ["lock", "credentials", "window", "soak"], APART = [...BY_ITSELF, "plan", "secrets", "migrations", "readiness"], passesByItself = ({ id, code }) => code === "CI_UNFINISHED" || BY_ITSELF.includes(id);
function statusOf({ id, status: status2, code }) {
  return code === "CI_UNFINISHED" || id === "drift" && status2 === "skipped" ? "pass" : status2 === "waived" ? "fail" : status2;
}
var DIGEST = new RegExp(`^plan1(\\.([0-9a-f]{${DIGITS}}|${UNSEEN_DIGITS})){${sectionNames.length}}$`), SHORT = 12, MIN_SHORT = 8, shortDigest = (digest, sha2562) => sha2562(digest).slice(0, SHORT), isShort = (text3) => /^[0-9a-f]+$/.test(text3);
function digestFault(text3) {
  return DIGEST.test(text3) ? null : isShort(text3) ? text3.length < MIN_SHORT ? `is too short: a plan is named by at least ${MIN_SHORT} of its digits` : text3.length > SHORT ? `is too long: the short digest of a plan has ${SHORT} digits` : null : "is not a digest that plan prints: plan1.… as a whole, or the short one";
}
function meetsShort(short, actual, sha2562) {
  let unseen = withUnseen(actual, "secrets"), ways = [actual, unseen].flatMap((digest) => [digest, withUnseen(digest, "infrastructure")]);
  return [...new Set(ways)].filter((way) => shortDigest(way, sha2562).startsWith(short)).length === 1;
}
var withUnseen = (digest, name) => [
  "plan1",
  ...partsOf(digest).map((part, index) => sectionNames[index] === name ? UNSEEN_DIGITS : part)
].join("."), covers = (digest, section2) => isShort(digest) || partsOf(digest)[sectionNames.indexOf(section2)] !== UNSEEN_DIGITS, partsOf = (digest) => digest.split(".").slice(1);
function changedSections(expected, actual) {
  let after = partsOf(actual);
  return sectionNames.filter(
    (name, index) => covers(expected, name) && partsOf(expected)[index] !== after[index]
  ).map((name) => SECTIONS[name]);
}
function planGate(expected, actual, stage, sha2562) {
  if (isShort(expected)) {
    let judgement = meetsShort(expected, actual, sha2562) ? pass(`still ${expected}`) : fail(
      "PLAN_CHANGED",
      `Something has changed since plan ${expected} was made; it is ${shortDigest(actual, sha2562)} now.`
    );
    return gateResult(headOf("plan"), judgement, stage);
  }
  let changed = changedSections(expected, actual);
  return gateResult(
    headOf("plan"),
    changed.length === 0 ? pass(`still ${actual}`) : fail("PLAN_CHANGED", `Something has changed since the plan was made: ${changed.join(", ")}.`),
    stage
  );
}

// src/core/report/admin-lines.ts
var FINDING_MARKS = { ok: "ok     ", warn: "WARN   ", fail: "FAIL   ", skipped: "skipped" }, findingName = ({ code, stage }) => stage === null ? code : `${code} ${stage}`, ORDER = ["fail", "warn", "skipped", "ok"], ordered = (findings) => ORDER.flatMap((status2) => findings.filter((one) => one.status === status2)), findingLines = (findings) => ordered(findings).flatMap((one, index, all) => {
  let before = all[index - 1], isSaid = before?.fix != null && before.why === one.why;
  return [
    `  ${FINDING_MARKS[one.status]}  ${findingName(one)}: ${one.what}`,
    ...one.fix === null || isSaid ? [] : [`           ${sentence(one.why)}`],
    ...one.fix === null ? [] : [`           fix: ${one.fix}`]
  ];
}), findingRows = (findings) => ordered(findings).map((one) => [
  `${one.status}: ${findingName(one)}`,
  one.fix === null ? one.what : `${sentence(one.what)} ${sentence(one.why)} Fix: ${one.fix}`
]), commandsOf = ({ state, applied, commands, byHand }) => applied || state !== "ok" ? [...commands, ...byHand] : [], STATE_MARKS = { ok: "ok     ", missing: "MISSING", differs: "DIFFERS", unknown: "UNKNOWN" }, stateMark = ({ state, optional, applied }) => applied ? "done   " : optional ? STATE_MARKS[state].toLowerCase() : STATE_MARKS[state];
function prerequisiteLines(prerequisites) {
  let width = Math.max(0, ...prerequisites.map((one) => nameOf(one).length));
  return prerequisites.flatMap((one) => [
    `  ${stateMark(one)}  ${nameOf(one).padEnd(width)}  ${one.title}: ${one.detail}`,
    ...commandsOf(one).map((command2) => `             $ ${command2}`)
  ]);
}
var prerequisiteRows = (prerequisites) => prerequisites.map((one) => [
  `${one.applied ? "done" : one.state}: ${nameOf(one)}${one.optional ? " (optional)" : ""}`,
  `${one.title}: ${one.detail}`
]), prerequisiteScript = (prerequisites) => prerequisites.filter((one) => commandsOf(one).length > 0).flatMap((one) => [`# ${nameOf(one)}${one.applied ? " (done)" : ""}`, ...commandsOf(one)]), secretRows = ({ secrets }) => (secrets?.rows ?? []).map(({ name, required: required2, isNew, state, elsewhere }) => [
  name,
  `${required2 ? "required" : "optional"}${isNew ? ", new" : ""}`,
  required2 && state !== "set" ? state.toUpperCase() : state,
  elsewhere ?? "-"
]), secretHeads = ({ stage }) => [
  "secret",
  "need",
  stage,
  otherStage(stage)
];
function parityLines(review) {
  let names = review === null ? [] : uneven(review).map(({ name }) => name);
  return names.length === 0 ? [] : [`set on one stage only: ${names.join(", ")}`];
}
var PROGRAM = "release-pipeline";
function initSections({ initialized }) {
  if (initialized === null) return [];
  let { found, notes: notes2, next } = initialized;
  return [
    { title: "found", lines: found },
    { title: "look at", lines: notes2 },
    {
      title: "next",
      lines: next.map((command2) => command2.startsWith("git ") ? command2 : `${PROGRAM} ${command2}`)
    }
  ].filter(({ lines }) => lines.length > 0);
}

// src/core/report/markdown.ts
var cellOf = (parts) => parts.map(linkOf).join(""), linkOf = (part) => typeof part == "string" ? inline(part) : `[${inline(part.text)}](${part.url})`, capital = (words) => words.charAt(0).toUpperCase() + words.slice(1), linesBlock = (title, lines) => lines.length === 0 ? "" : `<details open><summary>${title}</summary>

<pre>${lines.map(text).join(`
`)}</pre>

</details>`, folded = (title, body) => body === "" ? "" : `<details><summary>${title}</summary>

${body}

</details>`, MOST_COLUMNS = 3, table = (head, rows, most = MOST_COLUMNS) => {
  let shared = (cells) => cells.filter((cell) => cell !== "" && cell !== "-").map((cell) => cellOf([cell])).join(", ") || "-", joined = (row) => row.length <= most ? row.map((cell) => cellOf([cell])) : [...row.slice(0, most - 1).map((cell) => cellOf([cell])), shared(row.slice(most - 1))];
  return rows.length === 0 ? "" : rawTable(joined(head), rows.map(joined));
};
function rawTable(head, rows) {
  let line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join(`
`);
}
var MARKUP = /[&<>|`*~$[\]\\]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, LINKS = /@|(?<!&)#|:(?=\/\/)|www(?=\.)/gi, inline = (value) => plain(value).split(ADVISED).map((part, index) => index % 2 === 1 ? `\`${part}\`` : escaped(part)).join(""), text = (value) => begun(inline(value)), begun = (markdown) => markdown.replace(BEGINNING, (begin) => begin.replace(/\D/g, entity)), BEGINNING = /^ *(?: {4}|[-=]|:(?=:)|(?:\+|\d+[.)])(?=\s|$))/, entity = (char) => `&#${char.codePointAt(0)};`, escaped = (value) => value.replace(MARKUP, entity).replace(LINKS, "$&<!-- -->");

// src/core/report/plan-lines.ts
var section = (title, lines, head = [], rows = [], sources = []) => ({ title, lines, head, rows, sources }), partsOf2 = (line) => typeof line == "string" ? [line] : line;
function planSections(report) {
  let { plan: plan2 } = report;
  return plan2 === null ? [] : [
    ...commitSections(report, plan2.commits),
    ...known3(plan2.migrations, (list) => migrationSection(list, plan2.sources ?? [])),
    ...known3(
      plan2.infrastructure,
      (changes) => section(
        "infrastructure",
        changes.length > 0 ? [] : ["no change"],
        ["change", "type", "name"],
        changes.map(({ op, type, name }) => [op, type, name])
      )
    ),
    ...known3(plan2.secrets, (names) => section("missing secrets", [names.join(", ") || "none"])),
    ...plan2.staging === void 0 ? [] : [section("staging", [stagingLine(plan2.staging)])],
    section("way back", [
      plan2.rollbackTarget === null ? "none" : `a rollback would go to ${describeRelease(plan2.rollbackTarget)}`,
      ...plan2.oneWay.map((why) => `one-way: ${why}`)
    ]),
    ...notLookedAt(report, plan2),
    nextSection(report, plan2)
  ];
}
function nextSection({ stage, tag, gates }, { shortDigest: shortDigest2, digest }) {
  let failing = gates.filter(({ status: status2 }) => status2 === "fail");
  if (!failing.every(passesByItself)) {
    let again = `\`plan --stage ${stage} --tag ${tag}\``;
    return section("to deploy this", [`do what the failed gates ask for, then plan again: ${again}`]);
  }
  return section(`to deploy exactly this${failing.length === 0 ? "" : ", once every gate passes"}`, [
    `\`deploy-${stage} --tag ${tag} --expect ${shortDigest2 ?? digest}\``
  ]);
}
var known3 = (fact, show) => fact.kind === "known" ? [show(fact.value)] : [];
function commitSections({ links }, fact) {
  if (fact.kind !== "known") return [];
  let { commits, more, dropped, shallow } = fact.value, count = counted(commits.length + more, "commit"), by = commits.length === 0 ? "" : ` by ${listSome(authorsOf(commits))}`, compare = links?.compare ?? null, head = section("commits", [
    [compare === null ? count : { text: count, url: compare }, by],
    ...more > 0 ? [`only the newest ${commits.length} are shown`] : [],
    ...dropped > 0 ? [`a step back: it lacks ${counted(dropped, "commit")} of what runs`] : [],
    ...shallow ? ["this clone is shallow, so there may be more"] : []
  ]), groups = groupCommits(commits).map(
    (group) => section(group.title, [], ["commit", "subject", "author"], group.commits.map(commitRow))
  );
  return [head, ...groups];
}
function commitRow({ sha, subject, author, url, requests = [] }) {
  let id = shortSha(sha);
  return [
    url === void 0 ? id : { text: id, url },
    requests.length === 0 ? subject : { text: subject, url: requests[0].url },
    author
  ];
}
var TITLES = { feat: "features", fix: "fixes", perf: "performance" }, ORDER2 = ["breaking changes", "features", "fixes", "performance", "upkeep", "other commits"];
function groupCommits(commits) {
  return ORDER2.map((title) => ({
    title,
    commits: commits.filter((commit) => titleOf(commit) === title)
  })).filter((group) => group.commits.length > 0);
}
function titleOf({ subject, breaking }) {
  let [, type, marked] = /^([a-z]+)(?:\([^)]*\))?(!)?: /i.exec(subject) ?? [];
  return marked === "!" || breaking === !0 ? "breaking changes" : type === void 0 ? "other commits" : TITLES[type.toLowerCase()] ?? "upkeep";
}
var authorsOf = (commits) => [...new Set(commits.map(({ author }) => author))], migrationSection = (list, sources) => section("migrations", list.length > 0 ? [] : ["none"], MIGRATION_HEAD, migrationRows(list), sources);
function stagingLine(proof) {
  if (proof === null) return ["its newest records do not say that it verified this commit"];
  let { at, runId, actor, url } = proof, run = `run ${runId}`;
  return [`verified this commit at ${isoSeconds(at)}, by ${actor}, `, url === null ? run : { text: run, url }];
}
function notLookedAt({ gates }, plan2) {
  let reasons = [
    ...[
      ["commits", plan2.commits],
      ["migrations", plan2.migrations],
      ["infrastructure", plan2.infrastructure],
      ["secrets", plan2.secrets]
    ].flatMap(([name, fact]) => fact.kind === "known" ? [] : [[name, whyNot(fact)]]),
    ...gates.filter(({ status: status2, id }) => status2 === "skipped" && !APART2.includes(id)).map(({ id, detail }) => [id, detail])
  ], byWhy = /* @__PURE__ */ new Map();
  for (let [name, why] of reasons) {
    let key = bare(why);
    byWhy.set(key, [...byWhy.get(key) ?? [], name]);
  }
  let lines = [...byWhy].map(([why, names]) => `${names.join(", ")}: ${why}`);
  return lines.length === 0 ? [] : [section("not looked at", lines)];
}
var APART2 = ["migrations", "secrets"], MIGRATION_HEAD = ["migration", "change", "risk", "way down", "why"], migrationRows = (migrations) => migrations.map(({ path, change, risk, down, reasons }) => [
  path,
  change,
  risk,
  down === null ? "no way down" : down === path ? "in the same file" : down,
  reasons.join(", ")
]);

// src/core/report/render-markdown.ts
function renderMarkdown(report) {
  return `${[
    `### ${report.ok ? "✅" : "❌"} ${text(headline(report))}`,
    report.card === null ? "" : cardTable(report.card, report),
    reasonBlock(report),
    documentBlock(report),
    notes(report).map(text).join(`

`),
    ...planSections(report).map(planBlock),
    planDigestLine(report),
    gateBlock(report),
    smokeBlock("Smoke", report.smoke, report),
    smokeBlock("Smoke after rollback", report.rollbackSmoke, report),
    verificationBlock("Verification", report.verification, report),
    verificationBlock("Watch", report.watch, report),
    migrationBlock(report),
    overBlock(report.overMigrations ?? []),
    linesBlock(capital(logTitle(report)), report.log),
    table(
      ["hook", "status", "detail"],
      report.hooks.map(({ name, status: status2, detail }) => [name, status2, detail])
    ),
    linesBlock("Last lines of the hooks", hookLog(report)),
    // what was judged and refused has been said
    report.outcome === "blocked" ? "" : folded("Phases", phaseTable(report)),
    ...(report.stages ?? []).map((status2) => stageBlock(status2, report)),
    historyTable(report.runs === null ? report.history ?? [] : []),
    ...figureSections(report).map(planBlock),
    commitTable(report),
    ...initSections(report).map(
      ({ title, lines }) => `**${title}**

${lines.map((line) => `- ${text(line)}`).join(`
`)}`
    ),
    table(["check", "seen"], findingRows(report.findings ?? [])),
    table(["prerequisite", "detail"], prerequisiteRows(report.prerequisites ?? [])),
    scriptBlock(prerequisiteScript(report.prerequisites ?? [])),
    report.secrets === null ? "" : table(secretHeads(report.secrets), secretRows(report), 4),
    footer(report)
  ].filter((block) => block !== "").join(`

`)}
`;
}
function cardTable(card, report) {
  let [first, ...rest] = cardLines(
    card,
    report.runId,
    endOf(report),
    (detail) => unsaid(detail, report)
  ).map(({ label, parts }) => [capital(label), cellOf(parts)]);
  return rawTable(first, rest);
}
function reasonBlock(report) {
  let parts = reasonParts(report);
  if (parts === null) return "";
  let message = parts.message === null ? "" : `: ${text(parts.message)}`;
  return `**${text(parts.code)}**${message}

**Next:** ${text(parts.fix)}`;
}
function documentBlock({ document }) {
  if (document === null) return "";
  let fence = "`".repeat(Math.max(3, ...[...document.text.matchAll(/`+/g)].map(([run]) => run.length + 1))), lines = document.text.split(`
`).map(plain).join(`
`);
  return [...document.notes.map((note) => `- ${text(note)}`), "", fence, lines, fence].join(`
`).trimStart();
}
function gateBlock(report) {
  let { shown, folded: quiet } = dividedGates(report), rest = gateTable(quiet);
  return [gateTable(shown), rest === "" ? "" : folded(`Gates: ${gateTally(report.gates)}`, rest)].filter((part) => part !== "").join(`

`);
}
var gateTable = (gates) => table(
  ["gate", "status", "detail"],
  gates.map(({ title, status: status2, detail, fix, waived }) => {
    let more = waived === void 0 ? fix && `Fix: ${fix}` : waiverLine(waived);
    return [title, status2, more === null ? detail : `${sentence(detail)} ${more}`];
  })
);
function smokeBlock(title, smoke, report) {
  if (smoke === null) return "";
  let { verdict, attempts, durationMs, detail, checks } = smoke, spent = `after ${counted(attempts, "attempt")} in ${formatDuration(durationMs)}`, rows = checks.map((check) => [
    checkName(check),
    [
      check.detail,
      `${check.latencyMs} ms`,
      check.url,
      ...check.answer === void 0 ? [] : [`the answer begins: ${check.answer}`]
    ].join(", ")
  ]);
  return `**${title}: ${verdict}** ${spent}${inline(afterColon(detail, report))}

${table(["check", "detail"], rows)}`;
}
var checkName = ({
  name,
  verdict,
  optional
}) => `${verdict}: ${name}${optional ? " (optional)" : ""}`;
function verificationBlock(title, verification, report) {
  if (verification === null) return "";
  let { verdict, durationMs, detail, checks } = verification, rows = checks.map((check) => [
    checkName(check),
    check.latencyMs === null ? check.detail : `${check.detail}, ${check.latencyMs} ms`
  ]), lines = checks.flatMap((check) => check.lines), quoted2 = lines.length === 0 ? "" : `

<details open><summary>Log lines</summary>

<pre>${lines.map(text).join(`
`)}</pre>

</details>`;
  return `**${title}: ${verdict}** in ${formatDuration(durationMs)}${inline(afterColon(detail, report))}

${table(["check", "detail"], rows)}${quoted2}`;
}
var scriptBlock = (lines) => lines.length === 0 ? "" : `<details><summary>Commands</summary>

<pre>${lines.map(text).join(`
`)}</pre>

</details>`, planDigestLine = ({ plan: plan2 }) => plan2 === null ? "" : `Plan digest: \`${plan2.digest}\``, planBlock = ({ title, lines, head, rows, most, sources = [] }) => [
  title === "" ? "" : `**${capital(title)}**`,
  lines.map((line) => begun(cellOf(partsOf2(line)))).join("<br>"),
  table(head, rows, most),
  ...sources.map(sourceBlock)
].filter((part) => part !== "").join(`

`);
function sourceBlock({ path, lines, more }) {
  let risky = lines.filter(({ risks }) => risks.length > 0).length, verdict = risky === 0 ? "nothing but additions" : `${counted(risky, "line")} to look at`, shown = lines.map(({ text: line, risks }, index) => {
    let mark = risks.length === 0 ? "" : ` ⚠️ <b>${text(risks.join(", "))}</b>`;
    return `${String(index + 1).padStart(3)}  ${text(line)}${mark}`;
  }), rest = more === 0 ? [] : [`… and ${counted(more, "line")} more`];
  return `<details><summary>${text(path)}: ${verdict}</summary>

<pre>${[...shown, ...rest].join(`
`)}</pre>

</details>`;
}
var overBlock = (migrations) => migrations.length === 0 ? "" : `**Migrations that stay in the database**

${table(MIGRATION_HEAD, migrationRows(migrations))}`, migrationBlock = (report) => report.migration === null ? "" : `**Migrations: ${report.migration.status}**${inline(afterColon(report.migration.detail, report))}`, phaseTable = (report) => table(
  ["phase", "status", "detail"],
  report.phases.map(({ name, status: status2, durationMs, detail }) => [
    name,
    `${status2}, ${formatDuration(durationMs)}`,
    unsaid(detail, report)
  ])
);
function stageBlock(status2, report) {
  let { stage, state, card } = status2, lines = [...stageNotes(status2), ...verifiedNote(state)].map((line) => `- ${text(line)}`).join(`
`), head = card === void 0 ? text(statusLine(status2)) : cardTable(card, report);
  return [`**${capital(stage)}**`, head, lines].filter((part) => part !== "").join(`

`);
}
var historyTable = (history2) => table(
  ["time (UTC)", "record", "tag", "actor", "code", "detail"],
  history2.map(({ at, kind, tag, actor, code, detail }) => [
    minuteOf(at),
    kind,
    tag ?? "",
    actor,
    code ?? "",
    detail ?? ""
  ])
);
function commitTable({ tagged }) {
  if (tagged === null || tagged.commits === null) return "";
  let { commits, more } = tagged.commits, list = table(["commit", "subject", "author"], commits.map(commitRow));
  return more === 0 ? list : `${list}

and ${more} more`;
}
function footer(report) {
  let { command: command2, runId, actor, startedAt, durationMs, ledger, links } = report, times = [`started ${startedAt}`, `took ${formatDuration(durationMs)}`], parts = [command2, `run ${runId} by ${actor}`, ...provenance(report), ...times, `ledger: ${ledger}`], pages = Object.entries({
    tag: links?.tag,
    commit: links?.commit,
    changes: links?.compare,
    run: links?.run
  }).filter(([, url]) => typeof url == "string").map(([name, url]) => `[${name}](${url})`);
  return `<sub>${[text(parts.join(" · ")), ...pages].join(" · ")}</sub>`;
}

// src/core/report/render-text.ts
function renderText(report) {
  return report.document !== null ? `${report.document.text.split(`
`).map(plain).join(`
`)}
` : `${[
    [headline(report), ...report.card === null ? [] : cardText(report.card, report)],
    reasonLines(report),
    smokeLines("smoke", report.smoke, report),
    smokeLines("smoke after rollback", report.rollbackSmoke, report),
    verificationLines("verification", report.verification, report),
    verificationLines("watch", report.watch, report),
    migrationLines(report),
    overLines(report.overMigrations ?? []),
    logLines(report),
    hookLines(report),
    ...planSections(report).map(planLines),
    gateLines(report),
    // what was judged and refused has been said
    report.outcome === "blocked" ? [] : phaseLines(report),
    ...(report.stages ?? []).map((status2) => stageLines(status2, report)),
    historyLines(report.runs === null ? report.history ?? [] : []),
    ...figureSections(report).map((section2) => planLines(withHead(section2))),
    commitLines(report),
    ...initSections(report).map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)]),
    findingLines(report.findings ?? []),
    prerequisiteLines(report.prerequisites ?? []),
    secretLines(report),
    footer2(report)
  ].filter((block) => block.length > 0).map((block) => block.map(lineOf).join(`
`)).join(`

`)}
`;
}
function secretLines(report) {
  if (report.secrets === null) return [];
  let head = secretHeads(report.secrets);
  return [...columns([head, ...secretRows(report)]), ...parityLines(report.secrets)];
}
var lineOf = (line) => plain(line).replace(/^(\s*)(:(?=:)|#(?=#\[))/, "$1$2 "), LABEL = 8, cardText = (card, report) => cardLines(card, report.runId, endOf(report), (detail) => unsaid(detail, report)).map(
  ({ label, parts }) => `  ${label.padEnd(LABEL)}  ${partsText(parts)}`
), partsText = (parts) => {
  let urls = parts.flatMap((part) => typeof part == "string" ? [] : [part.url]);
  return [parts.map(wordsOf).join(""), ...urls].join("  ");
}, wordsOf = (part) => typeof part == "string" ? part : part.text;
function reasonLines(report) {
  let parts = reasonParts(report);
  if (parts === null) return notes(report);
  let { code, message, fix } = parts;
  return [message === null ? code : `${code}  ${message}`, `Fix: ${fix}`, ...notes(report)];
}
var MARKS = { pass: "ok     ", fail: "FAIL   ", skipped: "skipped", waived: "waived " };
function gateLines(report) {
  let { shown, folded: folded2 } = dividedGates(report);
  return shown.length + folded2.length === 0 ? [] : [
    folded2.length === 0 ? "gates" : `gates: ${gateTally(report.gates)}`,
    ...shown.flatMap(({ status: status2, title, detail, fix, waived }) => [
      `  ${MARKS[status2]}  ${title}: ${detail}`,
      ...fix === null ? [] : [`           fix: ${fix}`],
      ...waived === void 0 ? [] : [`           ${waiverLine(waived)}`]
    ])
  ];
}
function smokeLines(title, smoke, report) {
  if (smoke === null) return [];
  let { verdict, attempts, durationMs, detail, checks } = smoke, rows = columns(
    checks.map((check) => [
      check.verdict,
      check.optional ? `${check.name} (optional)` : check.name,
      check.detail,
      `${check.latencyMs} ms`,
      check.url
    ])
  );
  return [
    `${title}: ${verdict} after ${counted(attempts, "attempt")} in ${formatDuration(durationMs)}${afterColon(detail, report)}`,
    ...checks.flatMap(({ answer }, index) => [
      ...rows.slice(index, index + 1),
      ...answer === void 0 ? [] : [`    | ${answer}`]
    ])
  ];
}
function verificationLines(title, verification, report) {
  if (verification === null) return [];
  let { verdict, durationMs, detail, checks } = verification, rows = columns(
    checks.map((check) => [
      check.verdict,
      check.optional ? `${check.name} (optional)` : check.name,
      check.latencyMs === null ? "-" : `${check.latencyMs} ms`,
      check.detail
    ])
  );
  return [
    `${title}: ${verdict} in ${formatDuration(durationMs)}${afterColon(detail, report)}`,
    ...checks.flatMap(({ lines }, index) => [
      ...rows.slice(index, index + 1),
      ...lines.map((line) => `    | ${line}`)
    ])
  ];
}
var planLines = ({ title, lines, rows, sources = [] }) => [
  ...title === "" ? [] : [title],
  ...lines.map((line) => `  ${partsText(partsOf2(line))}`),
  ...rows.length === 0 ? [] : columns(rows.map((row) => row.map(wordsOf))),
  ...sources.flatMap(riskyLines)
], withHead = (section2) => section2.rows.length === 0 ? section2 : { ...section2, rows: [[...section2.head], ...section2.rows] }, riskyLines = ({ path, lines }) => lines.flatMap(
  ({ text: text3, risks }, index) => risks.length === 0 ? [] : [`    ${path}:${index + 1}  ${text3.trim()}  (${risks.join(", ")})`]
), overLines = (migrations) => migrations.length === 0 ? [] : ["migrations that stay in the database", ...columns(migrationRows(migrations))], migrationLines = (report) => report.migration === null ? [] : [`migrations: ${report.migration.status}${afterColon(report.migration.detail, report)}`], logLines = (report) => report.log.length === 0 ? [] : [logTitle(report), ...report.log.map((line) => `  | ${line}`)], hookLines = (report) => report.hooks.length === 0 ? [] : [
  "hooks",
  ...columns(report.hooks.map(({ status: status2, name, detail }) => [status2, name, detail])),
  ...hookLog(report).map((line) => `    | ${line}`)
];
function phaseLines(report) {
  return report.phases.length === 0 ? [] : [
    "phases",
    ...columns(
      report.phases.map(({ name, status: status2, durationMs, detail }) => [
        status2,
        name,
        formatDuration(durationMs),
        unsaid(detail, report)
      ])
    )
  ];
}
var MAX_NOTES = 3;
function stageLines(status2, report) {
  let { stage, state, card } = status2, all = [...stageNotes(status2), ...verifiedNote(state)], first = all.length > MAX_NOTES ? all.slice(0, MAX_NOTES - 1) : all, rest = all.slice(first.length).join("; "), lines = [...first, ...rest === "" ? [] : [rest]].map((line) => `  ${line}`);
  return card === void 0 ? [statusLine(status2), ...lines] : [stage, ...cardText(card, report), ...lines];
}
var historyLines = (history2) => columns(
  history2.map(({ at, kind, tag, sha, actor, code, detail }) => [
    at,
    kind,
    tag ?? "-",
    sha === null ? "-" : shortSha(sha),
    actor,
    [code, detail].filter((part) => part !== null).join(": ")
  ])
);
function commitLines({ tagged }) {
  if (tagged === null || tagged.commits === null) return [];
  let { commits, more } = tagged.commits, since = tagged.previous === null ? "" : ` since ${tagged.previous}`;
  return [
    `${counted(commits.length + more, "commit")}${since}`,
    ...columns(commits.map(({ sha, subject, author }) => [shortSha(sha), clip(subject, 100), author])),
    ...more === 0 ? [] : [`  and ${more} more`]
  ];
}
function footer2(report) {
  let { command: command2, runId, actor, startedAt, durationMs, ledger, links } = report, run = [`run ${runId} by ${actor}`, ...provenance(report), `started ${startedAt}`].join(", "), pages = [links?.compare, links?.run].filter((url) => typeof url == "string");
  return [
    `${command2}, ${run}, took ${formatDuration(durationMs)}; ledger: ${ledger}`,
    ...pages.length === 0 ? [] : [pages.join("  ")]
  ];
}
function columns(rows) {
  let widthOf = (index) => Math.max(...rows.flatMap((row) => row.slice(index, index + 1)).map(({ length }) => length));
  return rows.map((row) => `  ${row.map((cell, index) => cell.padEnd(widthOf(index))).join("  ")}`.trimEnd());
}

// src/core/report/render.ts
var FORMATS = ["text", "markdown", "json"], PAGE_FORMATS = [...FORMATS, "html"], renderJson = (report) => `${harmlessJson(JSON.stringify(report, null, 2))}
`, RENDERERS = {
  text: renderText,
  markdown: renderMarkdown,
  json: renderJson
};
function render(report, format, program) {
  let filled = withStage(report);
  if (program === void 0) return RENDERERS[format](filled);
  let called = format === "json" ? withProgram(filled, program) : filled;
  return spell(RENDERERS[format](called), program);
}
function withStage(report) {
  let { reason: reason3, stage } = report;
  return reason3 === null || stage === null ? report : { ...report, reason: { ...reason3, fix: filledFix(reason3.fix, report) } };
}
function withProgram(report, program) {
  let called = (card) => card === null || card.command === null ? card : { ...card, command: `${program} ${card.command}` };
  return {
    ...report,
    card: called(report.card),
    stages: report.stages?.map((status2) => ({ ...status2, ...status2.card && { card: called(status2.card) } })) ?? null
  };
}

// src/release/plan.ts
var MAX_COMMITS = 200;
async function plan(context, request) {
  let { stage, tag, waive = null, allowOneWay = null, allowOlder = null, offline: offline2 = !1 } = request, run = new Run(context, "plan", stage, tag), waivers = readWaivers(waive, run.startedAt, !0), facts = await gatherFacts(run, stage, tag, { waivers, allowOneWay, allowOlder }, offline2), { release } = facts, gates = await facts.judge(facts.views), view = viewOf(facts.views, stage), shown = {
    sha: release?.sha ?? null,
    state: view.state,
    observed: facts.inputs.observed,
    gates: [...gates, await judgeLock(run, view)]
  };
  if (await lookBack(run, view.state), release === null) return buildReport(run, "blocked", firstFailure(gates), shown);
  let refused2 = request.strict === !0 ? firstFailure(gates.filter(mayStop)) : null;
  return buildReport(run, refused2 === null ? "done" : "blocked", refused2, {
    ...shown,
    plan: await planOf(run, stage, facts, { view, gates, release })
  });
}
var mayStop = ({ code, id }, _index, gates) => {
  let isBlind = gates.some((gate) => gate.code === "CREDENTIALS_MISSING");
  return code !== "CI_UNFINISHED" && !(isBlind && (id === "credentials" || id === "secrets"));
};
async function planOf(run, stage, facts, { view, gates, release }) {
  let [{ facts: found, digest }, commits, staging] = await Promise.all([
    snapshotsOf(run, stage, release.tag, facts)(facts.views, gates),
    run.ports.repository.log(view.state.running?.sha ?? null, release.sha, MAX_COMMITS),
    stage === "production" ? stagingProof(run, release) : void 0
  ]), { migrations, infrastructure, secrets, readiness } = found, { target, oneWay } = readiness;
  return {
    digest,
    shortDigest: shortDigest(digest, run.ports.sha256),
    commits: withPages(commits, run.context.forge ?? null),
    migrations,
    sources: await sourcesOf(run, release, migrations),
    ...staging === void 0 ? {} : { staging },
    infrastructure,
    secrets,
    rollbackTarget: target,
    reversible: oneWay.length === 0,
    oneWay: oneWay.map(({ why }) => why)
  };
}
var REACH = 200;
async function stagingProof({ ports, context }, { sha }) {
  let records = await ports.ledger.history("staging", REACH), verified = records.find((record2) => record2.kind === "verified" && record2.sha === sha);
  if (verified === void 0) return null;
  let { at, runId, actor } = verified, ci = records.find((record2) => record2.runId === runId && record2.runner?.ci)?.runner?.ci ?? null;
  return { at, runId, actor, url: ci && runUrl(ciRunText(ci), context.forge ?? null) };
}
var MAX_SOURCES = 20;
async function sourcesOf({ ports: { repository } }, { sha }, migrations) {
  if (migrations.kind !== "known") return [];
  let paths = migrations.value.filter(({ path, change }) => change === "new" && /\.sql$/i.test(path)).map(({ path }) => path).slice(0, MAX_SOURCES);
  if (paths.length === 0) return [];
  let texts = await repository.contents(sha, paths);
  return paths.flatMap((path, index) => {
    let text3 = texts[index] ?? null;
    return text3 === null ? [] : [sourceOf(path, text3)];
  });
}
function withPages(commits, forge) {
  if (commits.kind !== "known" || forge === null) return commits;
  let linked = commits.value.commits.map((commit) => {
    let requests = changeRequests(forge, commit.subject);
    return { ...commit, url: commitUrl(forge, commit.sha), ...requests.length === 0 ? {} : { requests } };
  });
  return { ...commits, value: { ...commits.value, commits: linked } };
}
async function preflight(context, request) {
  let { stage, tag, waitSeconds = 0 } = request, run = new Run(context, "preflight", stage, tag), waivers = readWaivers(request.waive ?? null, run.startedAt, !0), gather = () => gatherFacts(run, stage, tag, { ...NO_WORD, waivers }), { views, judge: judge2, release, inputs } = await awaitCi(run, await gather(), waitSeconds, gather), view = viewOf(views, stage), gates = [...await judge2(views), await judgeLock(run, view)], refused2 = firstFailure(gates);
  return await lookBack(run, view.state), buildReport(run, refused2 === null ? "done" : "blocked", refused2, {
    sha: release?.sha ?? null,
    state: view.state,
    observed: inputs.observed,
    gates
  });
}
async function judgeLock(run, { stage, state: { lock } }) {
  let liveness = lock && await new LockMonitor(run.ports, stage).look(lock);
  return lockGate(stage, lock, run.ports.clock.now(), liveness);
}
function snapshotsOf(run, stage, tag, facts, asksDeployer = !0) {
  let { release, inputs } = facts, answers = /* @__PURE__ */ new Map();
  return async (views, gates) => {
    let state = afterDeath(viewOf(views, stage).state), running = state.running?.sha ?? "", infrastructure = answers.get(running) ?? (asksDeployer ? askDeployer(run, stage, release) : Promise.resolve(NOT_ASKED));
    answers.set(running, infrastructure);
    let delta = await facts.delta(state), policy = run.context.config.migrations?.fence.deploy ?? null, found = {
      stage,
      tag,
      sha: release?.sha ?? null,
      running: state.running,
      migrations: delta.migrations,
      secrets: missingSecrets(inputs),
      gates,
      readiness: release && judgeReadiness(state, release, delta, policy, inputs.observed),
      infrastructure: await infrastructure
    };
    return { facts: found, digest: planDigest(found, run.ports.sha256) };
  };
}
function judgeExpected(run, stage, tag, facts, expected) {
  if (expected === null) return facts.judge;
  let snapshot = snapshotsOf(run, stage, tag, facts, covers(expected, "infrastructure"));
  return async (views) => {
    let gates = await facts.judge(views), { digest } = await snapshot(views, gates);
    return [...gates, planGate(expected, digest, stage, run.ports.sha256)];
  };
}
var missingSecrets = ({ secrets }) => secrets.kind === "known" ? { kind: "known", value: unmet(secrets.value).map(({ name }) => name) } : secrets, NOT_ASKED = unavailable("the approved plan did not show it");
async function askDeployer({ ports, context, runId, purpose }, stage, release) {
  let { deployer, credentials, signal, say: say2 } = ports;
  if (release === null) return skipped("there is no commit to judge");
  if (deployer.plan === void 0) return skipped("the deployer cannot tell before it deploys");
  let obtained = await credentials.obtain(stage, phaseSeconds(context.config), purpose);
  if (!obtained.ok) return unavailable(obtained.reason.message);
  let { env, secrets } = obtained;
  return deployer.plan({ stage, release, runId, credentials: { env, secrets }, signal, say: say2 });
}

// src/release/deploy.ts
async function deploy(context, request) {
  let { stage, tag } = request, verify = request.verify === !0 ? configuredVerification(context.config) : null, run = new Run(context, `deploy-${stage}`, stage, tag, request.reason), word = wordOf(run, request), expected = request.expect ?? null, gather = () => gatherFacts(run, stage, tag, word), found = await run.phase("resolve", gather, describeFacts(tag)), facts = await awaitCi(run, found, context.config.gates.ci?.waitSeconds ?? 0, gather), { release, views, refresh } = facts, judge2 = judgeResumable(run, judgeExpected(run, stage, tag, facts, expected), stage, release);
  release !== null && firstFailure(await judge2(views)) === null && run.ports.deployer.prepare?.(stage, release);
  let acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, subject: release, judge: judge2, refresh, views }),
    describeAcquired
  );
  if (acquired.kind !== "acquired")
    return recordRefusal(run, acquired, { sha: release?.sha ?? null, observed: facts.inputs.observed });
  let subject = release, { locked, gates } = acquired, { quarantine } = locked.view.state, begun2 = begunRollback({ lock: locked.takenOver, quarantine }, subject), watch = context.config.stages[stage].watch, open = openWatchOf(locked.view.state);
  open !== null && open.sha !== subject.sha && run.ports.say(`${describeRelease(open)} was never watched to the end, and stays unverified`);
  let onwards = async () => {
    if (begun2 !== null) return resumeRollback(locked, begun2);
    if (watch !== void 0 && open?.sha === subject.sha) {
      let { resumeWatch } = await loadWatch();
      return resumeWatch(locked, open, watch);
    }
    return releaseTo(locked, subject, verify, request.detach === !0);
  }, ending = await keepingStage(locked, async () => afterEnding(locked, await onwards(), subject));
  return recordEnding(locked, ending, { sha: subject.sha, gates, observed: facts.inputs.observed });
}
var releaseTo = (locked, release, verify, detach) => endingOf(
  locked,
  async () => {
    let objection = await refusalOf(locked, "before-deploy", release);
    if (locked.signal.aborted) return failed(release, locked.gone ?? reason("INTERRUPTED"));
    if (objection !== null) return { outcome: "blocked", release, reason: objection };
    let migrations = locked.run.context.config.migrations?.run;
    if (migrations?.when === "before") {
      let refused2 = await migrate(locked, release, migrations);
      if (refused2 !== null) return failed(release, refused2);
    }
    let deployed = await deployAndSmoke(locked, release, "deploy");
    if (deployed.kind === "inconclusive") return inconclusive(release, deployed.reason);
    if (deployed.kind === "bad") return onBadVersion(locked, release, deployed);
    if (migrations?.when === "after") {
      let refused2 = await migrate(locked, release, migrations);
      if (refused2 !== null) return failed(release, refused2);
    }
    if (verify !== null) {
      let { verdict, detail } = await verifyDeployed(locked, verify, release, deployed.outputs);
      if (verdict === "fail")
        return onVerificationFailed(locked, verify, release, reason("VERIFICATION_FAILED", detail));
    }
    let { watch } = locked.run.context.config.stages[locked.stage];
    if (watch === void 0) return { outcome: "deployed", release, reason: null };
    let until = new Date(locked.run.ports.clock.now().getTime() + watch.minutes * 6e4).toISOString();
    if (detach) return { outcome: "deployed", release, reason: null, watching: until };
    let { onWatched } = await loadWatch();
    return onWatched(locked, release, deployed.outputs, watch, until);
  },
  (why) => failed(release, why)
), loadWatch = () => import("./release-watch.js");
async function verifyDeployed(locked, verify, release, outputs) {
  await locked.flush();
  let { run, stage, signal } = locked, { tagPrefix, stages } = run.context.config, { startedAt, durationMs } = run.phases.find(({ name }) => name === "deploy"), deployedAtMs = Date.parse(startedAt) + durationMs, urls = { ...stages[stage].urls, ...outputs };
  return verificationPhase(
    run,
    verify,
    { stage, expected: { ...release, tagPrefix }, urls, deployedAtMs },
    signal
  );
}
function onVerificationFailed(locked, { rollback: rollback2 }, release, why) {
  return rollback2 !== !0 ? { ...failed(release, why), doubted: release } : onBadVersion(locked, release, { reason: why, changed: !0, judged: !0 });
}
function wordOf(run, { waive, reason: because, allowOneWay, allowOlder }) {
  return { waivers: readWaivers(waive ?? null, run.startedAt, because !== null), allowOneWay: allowOneWay ?? null, allowOlder: allowOlder ?? null };
}
var describeFacts = (tag) => ({ release }) => ({
  ok: !0,
  detail: release === null ? `no commit for ${JSON.stringify(clip(tag, MAX_TAG_LENGTH))}` : describeRelease(release)
});

// src/commands.ts
var command = (spec) => spec, loneCommand = (spec) => spec, notEmpty = (value) => value.trim() === "" ? "must not be empty" : null, notNegative = (value) => /^\d+(\.\d+)?$/.test(value) ? null : "must be a number, 0 or more", upTo9999 = (value) => /^[1-9]\d{0,3}$/.test(value) ? null : "must be a whole number from 1 to 9999", text2 = (value, help) => ({ kind: "text", value, help, check: notEmpty }), required = (value, help) => ({ ...text2(value, help), required: !0 }), stageOption = (help) => ({ kind: "choice", value: "STAGE", help, choices: STAGES, default: "production" }), changedStage = (help) => ({ kind: "choice", value: "STAGE", help, choices: STAGES, required: !0 }), oneStage = {
  kind: "choice",
  value: "STAGE",
  help: "one stage alone: staging, production; default: both",
  choices: STAGES
}, seconds = (help) => ({ kind: "number", value: "SECONDS", help, default: 0, check: notNegative }), waiveOption = (help) => ({ ...text2("WAIVER", help), repeatable: !0 }), flag = (help) => ({ kind: "switch", value: "", help }), offline = flag("ask the ledger alone, not the stages"), reason2 = text2("WHY", "why; kept in the ledger"), requiredReason = required("WHY", "why; kept in the ledger"), waitForStage = seconds("how long to wait for another run to free the stage, in seconds"), bump = {
  kind: "choice",
  value: "PART",
  help: "which part of the version grows; auto: what the conventional commits since the last release say",
  choices: BUMPS,
  default: "auto"
}, urlOption = {
  ...text2(
    "NAME=ADDRESS",
    "the stage's addresses, where no deploy has recorded them yet; several with commas"
  ),
  repeatable: !0
}, deployOptions = {
  tag: required("TAG", "the tag to deploy, e.g. v1.2.3"),
  reason: reason2,
  wait: waitForStage,
  waive: waiveOption(
    'gates that need not pass: "GATE=WHY", or "GATE@2026-03-01T18:00Z=WHY" until then; several with commas'
  ),
  allowOneWay: text2("WHY", "why it is acceptable that this deploy cannot be rolled back; kept in the ledger"),
  allowOlder: text2("WHY", "why an older version may replace the one that runs; kept in the ledger"),
  expect: {
    ...text2(
      "DIGEST",
      "the digest of the plan that was approved, or 8 digits of its short one; refused when something has changed since"
    ),
    check: digestFault
  },
  verify: flag("also run `verify` from pipeline.json once smoke passes"),
  fixes: {
    ...text2("TAG", "the version whose fault this one is to fix; kept in the ledger, for dora"),
    check: (value) => value.trim() !== "" && value.length <= MAX_TAG_LENGTH ? null : "must be the name of a tag"
  },
  detach: flag("release the stage before the watch begins; `watch` finishes it later")
}, DEFAULT_SINCE = "90d", sinceOption = {
  ...text2("WHEN", `only what came since then: ${SINCE_FORM}`),
  check: (value) => parseSince(value, NEVER) === null ? `must be such as ${SINCE_FORM}` : null
}, NEVER = /* @__PURE__ */ new Date(0), GITHUB_REPOSITORY = "the repository at GitHub, owner/name", COMMAND_TABLE = {
  "deploy-staging": command({
    group: "Release",
    recorded: !0,
    summary: "Deploys a tag to staging and smokes it. Does not roll back unless pipeline.json says so.",
    options: deployOptions,
    examples: ["deploy-staging --tag v1.2.3"],
    run: (context, { wait, ...values }) => deploy(context, { stage: "staging", waitSeconds: wait, ...values })
  }),
  "deploy-production": command({
    group: "Release",
    recorded: !0,
    summary: "Deploys a tag that staging verified to production, smokes it, and rolls back when it fails.",
    options: deployOptions,
    examples: [
      "deploy-production --tag v1.2.3",
      'deploy-production --tag v1.2.3 --wait 900 --reason "CI is down"',
      'deploy-production --tag v1.2.3 --waive "ci=the check is broken, not the code"'
    ],
    run: (context, { wait, ...values }) => deploy(context, { stage: "production", waitSeconds: wait, ...values })
  }),
  preflight: command({
    group: "Check",
    summary: "Judges every gate that a deploy of a tag would have to pass, and shows those that fail; changes nothing.",
    details: "With --format markdown or json it lists every gate with its verdict.",
    options: {
      tag: required("TAG", "the tag to judge, e.g. v1.2.3"),
      stage: stageOption("the stage that it is meant for"),
      wait: seconds("how long to wait for CI, in seconds"),
      waive: waiveOption('gates that the deploy will waive: "GATE=WHY", several with commas')
    },
    examples: ["preflight --tag v1.2.3"],
    run: (context, { wait, ...values }) => preflight(context, { waitSeconds: wait, ...values })
  }),
  rollback: command({
    group: "Release",
    recorded: !0,
    summary: "Takes a stage back to a version that it verified, freezes it and quarantines the version that is left.",
    options: {
      stage: changedStage("the stage to roll back"),
      to: text2("TAG", "a version that the stage verified before; default: the last one"),
      reason: reason2,
      wait: waitForStage,
      overMigrations: text2(
        "WHY",
        "why migrations may stay in the database, where their fence refuses it; kept in the ledger"
      )
    },
    examples: ['rollback --stage production --to v1.2.2 --reason "chat answers in the wrong language"'],
    run: (context, { wait, ...values }) => rollback(context, { waitSeconds: wait, ...values })
  }),
  adopt: command({
    group: "Release",
    recorded: !0,
    summary: "Records what a stage runs already as verified, once it answers as that version; deploys nothing.",
    details: "For a stage that was deployed by hand until now: the first version that a rollback can go back to.",
    options: {
      tag: required("TAG", "the version that runs, e.g. v1.2.3"),
      stage: changedStage("the stage that runs it"),
      reason: reason2,
      wait: waitForStage,
      url: urlOption
    },
    examples: [
      "adopt --tag v1.2.3 --stage production",
      "adopt --tag v1.2.3 --stage production --url api=https://api.example.com"
    ],
    run: async (context, { wait, ...values }) => (await import("./release-adopt.js")).adopt(context, { waitSeconds: wait, ...values })
  }),
  plan: command({
    group: "Check",
    summary: "Shows what a deploy of a tag would do, with a digest to approve; changes nothing.",
    details: "Commits, migrations, infrastructure, gates and the way back. A deploy with --expect DIGEST then does only this.",
    options: {
      tag: required("TAG", "the tag to plan for, e.g. v1.2.3"),
      stage: stageOption("the stage that it is meant for"),
      waive: waiveOption('gates that the deploy will waive: "GATE=WHY", several with commas'),
      allowOneWay: text2("WHY", "the reason that the deploy will be given"),
      allowOlder: text2("WHY", "the reason that the deploy will be given"),
      strict: flag(
        "fail when a gate would stop the deploy, so that a job ends before anyone is asked to approve"
      ),
      offline
    },
    examples: ["plan --tag v1.2.3", "plan --tag v1.2.3 --stage staging --format markdown"],
    run: (context, values) => plan(context, values)
  }),
  smoke: command({
    group: "Check",
    summary: "Probes what a stage serves and judges it; changes nothing.",
    details: "Before the first deploy it tries the checks on what runs there already, and says which version that is.",
    options: { stage: stageOption("the stage to probe"), url: urlOption },
    examples: ["smoke --stage staging", "smoke --stage production --url api=https://api.example.com"],
    run: async (context, values) => (await import("./release-check-stage.js")).smokeStage(context, values)
  }),
  verify: command({
    group: "Check",
    summary: "Smokes what a stage serves, then verifies it as `verify` in pipeline.json says.",
    details: "Requests, error lines in the logs since the deploy, the Slack bot. What passes counts as verified from then on.",
    options: { stage: stageOption("the stage to verify") },
    examples: ["verify --stage production"],
    run: async (context, values) => (await import("./release-check-stage.js")).verifyStage(context, values)
  }),
  watch: command({
    group: "Check",
    recorded: !0,
    summary: "Finishes watching the version that a stage runs, and rolls it back if it turns bad.",
    details: "For a version deployed with --detach, or whose run died during its watch. What stays good counts as verified.",
    options: { stage: changedStage("the stage to watch"), reason: reason2, wait: waitForStage },
    examples: ["watch --stage production"],
    async run(context, { wait, ...values }) {
      let { watchStage } = await import("./release-watch.js");
      return watchStage(context, { waitSeconds: wait, ...values });
    }
  }),
  freeze: command({
    group: "Intervene",
    recorded: !0,
    summary: "Keeps deploys off a stage, until a given time or until it is opened. Rollbacks pass.",
    details: "Needs only a reason. A run under way is not stopped; the report names it. A second freeze replaces the first.",
    options: {
      reason: requiredReason,
      stage: changedStage("the stage to freeze"),
      until: text2("TIME", "when it ends by itself: 2026-03-01T18:00Z, or 90m, 2h, 3d; default: it does not")
    },
    examples: ['freeze --stage production --until 2d --reason "the launch"'],
    run: async (context, values) => (await import("./release-interventions.js")).freeze(context, values)
  }),
  unfreeze: command({
    group: "Intervene",
    recorded: !0,
    summary: "Opens a frozen stage again and lifts its quarantine.",
    details: "Versions that a person has quarantined stay away: quarantine --lift lets them in.",
    options: { reason: requiredReason, stage: changedStage("the stage to open") },
    examples: ['unfreeze --stage production --reason "v1.2.0 lacked a setting, fixed in v1.2.1"'],
    run: async (context, values) => (await import("./release-interventions.js")).unfreeze(context, values)
  }),
  quarantine: command({
    group: "Intervene",
    recorded: !0,
    summary: "Bars a version from the stages: it is neither deployed nor rolled back to.",
    details: "A version that is already running keeps running. Only --lift removes a quarantine, also one that the pipeline set; passing smoke or `unfreeze` does not.",
    options: {
      tag: required("TAG", "the version, e.g. v1.2.3"),
      reason: requiredReason,
      stage: oneStage,
      lift: flag("let it in again")
    },
    examples: [
      'quarantine --tag v1.2.3 --reason "it loses messages after a day"',
      'quarantine --tag v1.2.3 --lift --reason "that was v1.2.2"'
    ],
    run: async (context, values) => (await import("./release-interventions.js")).quarantine(context, values)
  }),
  unlock: command({
    group: "Intervene",
    recorded: !0,
    summary: "Frees a stage whose run is dead; refuses while it is alive.",
    options: {
      reason: requiredReason,
      stage: changedStage("the stage to free"),
      force: flag("free it although its run is alive; that run stops at its next heartbeat")
    },
    examples: ['unlock --stage staging --reason "the machine is gone"'],
    run: async (context, values) => (await import("./release-interventions.js")).unlock(context, values)
  }),
  status: command({
    group: "Look",
    summary: "Shows what every stage runs by the ledger and by one look at it, and what is frozen, quarantined or locked.",
    options: { stage: oneStage, offline },
    examples: ["status", "status --stage production", "status --format json"],
    run: (context, values) => status(context, values)
  }),
  history: command({
    group: "Look",
    summary: "Lists the runs on a stage, newest first: when, what, how it ended, who, how long and why.",
    options: {
      stage: stageOption("the stage"),
      limit: { kind: "number", value: "N", help: "how many runs, or records", default: 20, check: upTo9999 },
      records: flag("list the ledger's records instead of its runs"),
      tag: text2("TAG", "only what has to do with this version"),
      outcome: {
        kind: "choice",
        value: "OUTCOME",
        help: `only runs that ended so: ${RUN_OUTCOMES.join(", ")}`,
        choices: RUN_OUTCOMES
      },
      since: sinceOption
    },
    examples: ["history --stage staging --limit 50", "history --outcome rolled-back --since 4w"],
    run: (context, values) => history(context, values)
  }),
  timeline: command({
    group: "Look",
    summary: "Draws what the stages went through: deploys, rollbacks, freezes and locks, as one page.",
    details: "As html it is one file that loads nothing and runs no script. The newest runs are shown one by one, all by week.",
    pages: !0,
    options: {
      stage: oneStage,
      since: { ...sinceOption, default: DEFAULT_SINCE }
    },
    examples: ["timeline --format html > timeline.html", "timeline --stage production --since 2026-01-01"],
    run: async (context, values) => (await import("./release-figures.js")).timeline(context, values)
  }),
  dora: command({
    group: "Look",
    summary: "Shows the five metrics of dora.dev for production, each with what it is made from.",
    details: "Lead time, deployment frequency, recovery time, fail rate and rework rate by week; what was left out and why.",
    pages: !0,
    options: { since: { ...sinceOption, default: DEFAULT_SINCE } },
    examples: ["dora", "dora --since 26w --format html > dora.html"],
    run: async (context, values) => (await import("./release-figures.js")).dora(context, values)
  }),
  contains: command({
    group: "Look",
    summary: "Says which stages run a version that has a commit, and fails unless production does.",
    details: "Since when and by which deploy, or when it was rolled back and why. Without a GitHub token, a pull request is found by what the commits of the main branch say.",
    options: {
      sha: {
        ...text2("SHA", "the commit, or the first 7 digits of it or more"),
        check: (value) => /^[0-9a-f]{7,64}$/.test(value) ? null : "must be 7 hexadecimal digits or more"
      },
      tag: text2("TAG", "the version whose commit is meant"),
      pr: {
        ...text2("N", "the number of the pull request that is meant"),
        check: (value) => /^[1-9]\d{0,8}$/.test(value) ? null : "must be a number, e.g. 123"
      }
    },
    examples: ["contains --pr 123", "contains --sha 1f0c2d3", "contains --tag v1.2.3"],
    run: async (context, values) => (await import("./release-figures.js")).contains(context, values)
  }),
  report: command({
    group: "Look",
    summary: "Renders the report of a run on a stage again, the last one's unless one is named. Exits 0 however that run ended.",
    options: {
      stage: stageOption("the stage"),
      run: text2(
        "ID",
        "the run that is meant, or the workflow run that it was part of: github:OWNER/REPOSITORY/RUN_ID/ATTEMPT"
      )
    },
    examples: [
      "report --stage production --format markdown",
      "report --stage staging --run github:octo/shop/1234567890/1"
    ],
    run: (context, values) => recordedReport(context, values)
  }),
  "next-version": command({
    group: "Look",
    summary: "Shows the tag that the next release should have.",
    options: {
      bump
    },
    examples: ["next-version --bump minor"],
    run: (context, values) => nextVersion(context, values)
  }),
  release: command({
    group: "Release",
    summary: "Tags what is checked out as the next release.",
    details: "Shows the commits since the last version. Refuses a checkout of main that is dirty or outdated.",
    hostOnly: !0,
    options: {
      bump,
      tag: text2("TAG", "the tag to make instead, e.g. v2.0.0-rc.1"),
      message: text2("TEXT", "message of the annotated tag; default: its name"),
      push: flag("push the tag, which begins the deploy to staging")
    },
    examples: ["release --bump minor", "release --push"],
    run: async (context, values) => (await import("./release-local.js")).tagRelease(context, values)
  }),
  init: loneCommand({
    group: "Set up",
    summary: "Writes pipeline.json and the workflow for what it finds in the repository; overwrites nothing.",
    details: "Finds an SST app, scripts, a Kubernetes Deployment, a compose file or a Dockerfile, in a monorepo those of the application whose directory you are in; origin, the main branch, tags and their prefix; and where production says which version it is. Asks at a terminal for what it cannot find. Then says which commands come next.",
    hostOnly: !0,
    options: {
      app: text2("NAME", "the application's name; default: the repository's"),
      staging: text2("ADDRESS", "where staging answers, e.g. https://staging.example.com"),
      production: text2("ADDRESS", "where production answers; it is asked for its version"),
      deploy: text2("COMMAND", "the command that deploys the tree of a tag, words separated by spaces"),
      pipeline: {
        ...text2(
          "OWNER/NAME@COMMIT",
          "the repository of this pipeline at GitHub, whose workflow does the work"
        ),
        check: (value) => /^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/.test(value) ? null : "must be OWNER/NAME@COMMIT with all 40 digits"
      },
      watch: {
        ...text2("MINUTES", "watch production with the same check for so long after each deploy"),
        check: watchFault
      },
      notify: {
        ...text2("CHANNEL", "notify a Slack channel, by its id, or a webhook, by its URL"),
        check: notifyFault
      },
      yes: flag("ask nothing; a stage's address must then be given, unless the deploy tells it")
    },
    examples: ["init", "init --yes --staging https://staging.example.com --production https://example.com"],
    async runAlone({ project, ...alone }, values) {
      let { init } = await import("./admin-init.js");
      if (project === void 0)
        throw environmentError("NOT_A_REPOSITORY", "There is no checkout to write to.");
      return init({ ...alone, project }, values);
    }
  }),
  "trust-policy": loneCommand({
    group: "Set up",
    summary: "Writes the IAM policies that let a repository's jobs deploy a stage.",
    details: "Who may take the role, in both forms of GitHub's subject, and what a deploy by SST may do. As text it is the document alone: redirect it to a file. Needs no pipeline.json.",
    options: {
      repository: required("OWNER/NAME", GITHUB_REPOSITORY),
      account: required("ID", "the AWS account, 12 digits"),
      stage: stageOption("the stage, which is also the name of the GitHub environment"),
      ownerId: text2("N", "the owner's number at GitHub; with repositoryId no wildcard stands for it"),
      repositoryId: text2("N", "the repository's number at GitHub"),
      region: text2("REGION", "the stage's AWS region; default: any"),
      app: text2(
        "NAME",
        "the application's name at SST, with which its roles begin; default: the repository's"
      ),
      role: text2("NAME", "the role's name, or its path and name: team/deploy; default: deploy-NAME-STAGE"),
      claims: text2(
        "N=V,…",
        "further claims that a token must have, e.g. job_workflow_ref=octo/ci/.github/workflows/deploy.yml@refs/tags/v1"
      ),
      policy: {
        kind: "choice",
        value: "KIND",
        help: "which one is written as JSON",
        choices: POLICIES,
        default: "trust"
      },
      as: {
        kind: "choice",
        value: "SHAPE",
        help: "how it is written: json, or provider, role and both policies as commands or as a template",
        choices: SHAPES,
        default: "json"
      },
      services: text2(
        "NAMES",
        "IAM's names of the services that the application is made of, separated by commas; default: all"
      )
    },
    examples: [
      "trust-policy --repository octo/shop --account 123456789012 > trust.json",
      "trust-policy --repository octo/shop --account 123456789012 --as cloudformation"
    ],
    async runAlone(alone, values) {
      let { trustPolicy } = await import("./admin-setup.js"), { ownerId, repositoryId, region, app, role, claims, services, ...rest } = values;
      return trustPolicy(alone, {
        ...rest,
        app: app ?? "",
        ownerId: ownerId ?? "",
        repositoryId: repositoryId ?? "",
        region: region ?? "",
        role: role ?? "",
        claims: claims ?? "",
        services: services ?? ""
      });
    }
  }),
  setup: command({
    group: "Set up",
    summary: "Shows what the first deploy needs in AWS and GitHub; makes it only with --apply.",
    details: "Lists each thing with its state and the command that makes it. --apply makes what is missing, except for secrets, whose values only people know. Needs an administrator's AWS credentials and GitHub token.",
    options: {
      repository: required("OWNER/NAME", GITHUB_REPOSITORY),
      account: required("ID", "the AWS account, 12 digits"),
      only: oneStage,
      reviewer: text2("NAMES", "who approves production: logins or org/team, separated by commas"),
      apply: flag("make what is missing")
    },
    examples: [
      "setup --repository octo/shop --account 123456789012 --reviewer ann,octo/ops",
      "setup --repository octo/shop --account 123456789012 --reviewer ann --apply"
    ],
    async run(context, { only, reviewer, ...values }) {
      let { setup } = await import("./admin-setup.js");
      return setup(context, { ...values, only: only ?? "", reviewers: reviewer ?? "" });
    }
  }),
  doctor: command({
    group: "Set up",
    summary: "Checks everything that a deploy needs, from where it runs; changes nothing.",
    details: "Versions, tags, ledger, this job's token and its claims, credentials, the roles and environments that setup makes, the secrets that only one stage has, and whether the application can be reached. Fails when a check does.",
    options: {
      repository: text2("OWNER/NAME", `${GITHUB_REPOSITORY}; default: what the remote origin names`),
      offline
    },
    examples: ["doctor"],
    run: async (context, values) => (await import("./admin-doctor.js")).doctor(context, values)
  }),
  secrets: command({
    group: "Set up",
    summary: "Shows which secrets a version needs and which of them the stages have, by name. Fails when one is missing.",
    options: {
      tag: required("TAG", "the version, e.g. v1.2.3"),
      stage: stageOption("the stage that it is meant for")
    },
    examples: ["secrets --tag v1.2.3 --stage staging"],
    run: async (context, values) => (await import("./release-secrets-2.js")).secrets(context, values)
  }),
  "secrets-set": command({
    group: "Set up",
    summary: "Sets a secret of a stage. What runs there gets it with the next deploy.",
    options: {
      name: required("NAME", "its name, e.g. AuthSecret"),
      value: {
        kind: "secret",
        value: "",
        help: "its value, e.g. env://AUTH_SECRET or op://vault/item/field",
        required: !0
      },
      tag: required("TAG", "the version whose SST is used, e.g. v1.2.3"),
      stage: changedStage("the stage"),
      isNew: flag("the version need not declare it yet")
    },
    examples: [
      "secrets-set --name AuthSecret --tag v1.2.3 --stage staging < secret.txt",
      "secrets-set --name AuthSecret --tag v1.2.3 --stage staging"
    ],
    run: async (context, values) => (await import("./release-secrets-2.js")).setSecret(context, values)
  }),
  workbench: command({
    group: "Debug",
    summary: "Gives the container in which a version's deploy command would run; on an engine only.",
    details: "The tag's tree with what it installs, and the variables that the command is given, without any credentials. Go on with `terminal`, or with `with-exec --args COMMAND stdout`.",
    gives: "Container",
    options: {
      tag: required("TAG", "the version, e.g. v1.2.3"),
      stage: stageOption("the stage that the command would deploy to")
    },
    examples: [],
    run: async () => {
      throw usageError("USAGE", "A host has no containers: this command is for an engine.", [
        { path: "instead", message: "dagger call workbench --tag TAG terminal" }
      ]);
    }
  }),
  serve: command({
    group: "Debug",
    summary: "Runs the sandbox's services of a version beside the stages, until it is ended; changes nothing.",
    details: "On a host it prints their addresses and lines until Ctrl-C. On an engine it gives a service: go on with `up`.",
    gives: "Service",
    options: {
      tag: required("TAG", "the version, e.g. v1.2.3"),
      stage: stageOption("the stage whose name the services get"),
      service: text2("NAME", "the service that is wanted, with those before it; default: the last")
    },
    examples: ["serve --tag v1.2.3", "serve --tag v1.2.3 --service api"],
    run: async (context, values) => (await import("./release-local.js")).serve(context, values)
  }),
  stop: command({
    group: "Debug",
    summary: "Ends what the sandbox runs for a stage on this machine.",
    details: "The ledger keeps what was deployed. smoke, or the next deploy, starts it again.",
    hostOnly: !0,
    options: { stage: changedStage("the stage whose services are ended") },
    examples: ["stop --stage staging"],
    run: async (context, values) => (await import("./release-local.js")).stop(context, values)
  })
}, isLook = (name) => specOf(name).group === "Look", specOf = (name) => COMMAND_TABLE[name], kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
async function rendered(report, format, program) {
  if (format !== "html") return render(report, format, program);
  let { renderPage } = await import("./core-figures-page.js");
  return spell(renderPage(report), program);
}
var HOST_OPTIONS = {
  repo: {
    kind: "text",
    value: "DIR",
    help: "the repository to deploy from; default: that of the current directory",
    check: (value) => value === "" ? "must not be empty" : null
  },
  config: {
    kind: "text",
    value: "PATH",
    help: "the pipeline.json to go by, or its directory; default: the nearest from the current directory up to the root",
    check: (value) => value === "" ? "must not be empty" : null
  },
  format: {
    kind: "choice",
    value: "FORMAT",
    help: "how the report is written; it goes to stdout, progress to stderr",
    choices: FORMATS,
    default: "text"
  },
  quiet: flag("show no progress: the report and nothing else"),
  verbose: flag("show every attempt, and all that a tool prints also on a terminal")
};
function readValues(name, given) {
  let values = {}, problems = [];
  for (let [option, spec] of Object.entries(specOf(name).options)) {
    let value = given[option], path = `--${kebab(option)}`;
    if (value === void 0) {
      spec.required && problems.push({ path, message: `is required by ${name}` }), values[option] = spec.default ?? (spec.kind === "switch" ? !1 : null);
      continue;
    }
    let fault = valueFault(spec, value);
    fault !== null && problems.push({ path, message: fault }), values[option] = spec.kind === "number" ? Number(value) : value;
  }
  return { values, problems };
}
var PLACEHOLDER = /(^|=)WHY$/;
function valueFault({ choices, check }, value) {
  return typeof value == "object" || typeof value == "boolean" ? null : PLACEHOLDER.test(String(value)) ? "must say why: WHY stands for words of your own" : choices !== void 0 && !choices.includes(String(value)) ? `must be one of: ${choices.join(", ")}` : check?.(String(value)) ?? null;
}
function stageChangedBy(name, { stage }) {
  let isNamed = specOf(name).options.stage?.required === !0;
  return STAGES.find((one) => name === `deploy-${one}` || isNamed && one === stage) ?? null;
}
var ELSEWHERE = /* @__PURE__ */ new Set(["secrets-set", "setup", "serve", "stop"]);
async function runCommand(name, values, runner) {
  let spec = specOf(name);
  if ("runAlone" in spec) return spec.runAlone(await runner.alone(), values);
  let hasBegun = () => !1;
  try {
    return await runner.withContext(async (context) => {
      let stage = stageChangedBy(name, values), noticed = noticing(context);
      hasBegun = ELSEWHERE.has(name) ? () => !0 : noticed.hasBegun;
      let atOnce = !1;
      try {
        let approved = stage === null ? noticed.context : await withApproval(noticed.context, stage), report = await spec.run(approved, values);
        return atOnce = endsAtOnce(context, report), report;
      } finally {
        await context.ports.announced(atOnce);
      }
    });
  } catch (error) {
    if (error instanceof PipelineError && !hasBegun() && (error.nothingChanged = !0), name !== "doctor") throw error;
    let { rescueDoctor } = await import("./admin-doctor.js"), { identity, clock } = await runner.alone();
    return rescueDoctor(name, error, identity, clock.now());
  }
}

// src/engine/wire.ts
import { dag as dag3 } from "@dagger.io/dagger";

// src/adapters/git-objects.ts
async function readObjects(git, names) {
  let { exitCode, stdout, stderr } = await git(
    ["cat-file", "--batch"],
    names.map((name) => `${name}
`).join("")
  );
  if (exitCode !== 0) return { failed: stderr };
  let objects = parseCatFile(stdout);
  return objects?.length === names.length ? { objects } : "not text";
}
function parseCatFile(stdout) {
  let data2 = Buffer.byteLength(stdout) === stdout.length ? stdout : Buffer.from(stdout), textOf = (from, to) => typeof data2 == "string" ? data2.slice(from, to) : data2.toString("utf8", from, to), objects = [], position = 0;
  for (; position < data2.length; ) {
    let start = data2.indexOf(`
`, position) + 1;
    if (start === 0) return null;
    let line = textOf(position, start - 1), [, id, size] = /^([0-9a-f]{40,64}) \w+ (\d+)$/.exec(line) ?? [];
    if (id === void 0) {
      if (!line.endsWith(" missing")) return null;
      objects.push(null), position = start;
    } else {
      let end2 = start + Number(size);
      if (textOf(end2, end2 + 1) !== `
`) return null;
      objects.push({ id, content: textOf(start, end2) }), position = end2 + 1;
    }
  }
  return objects;
}
function fastImportStream(ref, tip, records) {
  return `${records.map(({ subject, content, at }, index) => {
    let parent = index === 0 ? tip : `:${markOf(index - 1)}`;
    return [
      `commit ${ref}`,
      `mark :${markOf(index)}`,
      `committer pipeline <pipeline> ${Math.floor(Date.parse(at) / 1e3)} +0000`,
      data(subject),
      ...parent === null ? [] : [`from ${parent}`],
      "M 100644 inline record.json",
      data(content),
      ""
    ].join(`
`);
  }).join("")}${records.map((_, index) => `get-mark :${markOf(index)}
`).join("")}done
`;
}
var markOf = (index) => index + 1, data = (text3) => `data ${new TextEncoder().encode(text3).length}
${text3}`;
async function uncommitted(git, path, text3) {
  let read = await readObjects(git, [`HEAD:${path}`]), committed = typeof read == "object" && "objects" in read ? read.objects[0] : void 0;
  return committed === void 0 ? null : committed === null ? `${path} is not in the commit that is checked out; this run uses it anyway` : committed.content.replaceAll(`\r
`, `
`) === text3.replaceAll(`\r
`, `
`) ? null : `${path} has changes that are not committed; this run uses them`;
}

// src/adapters/git-transport.ts
function partsOf3(key) {
  let [first, last2] = [key.indexOf("."), key.lastIndexOf(".")], sub = first === last2 ? null : key.slice(first + 1, last2);
  return { section: key.slice(0, first), sub, name: key.slice(last2 + 1) };
}
var SECTIONS2 = ["credential", "http", "protocol", "ssh", "url"], CORE = ["askpass", "gitproxy", "sshcommand"], REMOTE = [
  "proxy",
  "proxyauthmethod",
  "pushurl",
  "receivepack",
  "serveroption",
  "uploadpack",
  "url",
  "vcs"
], isTrust = ({ key, scope }) => key === "safe.directory" && !/^(local|worktree)$/.test(scope);
function isTransport(setting) {
  let { section: section2, name } = partsOf3(setting.key);
  return section2 === "core" ? CORE.includes(name) : section2 === "remote" ? REMOTE.includes(name) : SECTIONS2.includes(section2) || isTrust(setting);
}
function transportOf(all) {
  let logins = [], settings = all.filter(isTransport).map((setting) => {
    let { section: section2, sub, name } = partsOf3(setting.key);
    if (section2 === "url" && sub !== null) {
      let key = `url.${withoutLogin(sub, logins)}.${name}`;
      return { ...setting, key };
    }
    return section2 === "remote" && /^(push)?url$/.test(name) ? { ...setting, value: withoutLogin(setting.value, logins) } : setting;
  });
  return { settings: withLogins(settings, logins), secrets: Object.fromEntries(logins.flatMap(variablesOf)) };
}
function withoutLogin(address, logins) {
  let [, scheme = "", login, rest = ""] = /^(https?:\/\/)([^/@]*(?:@[^/@]*)*)@(.*)$/is.exec(address) ?? [];
  if (login === void 0) return address;
  let split = login.indexOf(":"), [username, password] = split < 0 ? [login, null] : [login.slice(0, split), login.slice(split + 1)];
  return logins.push({
    address: `${scheme}${rest}`,
    number: logins.length,
    username: decoded(username),
    password: password === null ? null : decoded(password)
  }), `${scheme}${rest}`;
}
var variablesOf = ({ number, username, password }) => [
  [`PIPELINE_GIT_USERNAME_${number}`, username],
  ...password === null ? [] : [[`PIPELINE_GIT_PASSWORD_${number}`, password]]
];
function withLogins(settings, logins) {
  let isReset = ({ key, value }) => /^credential\.(.*\.)?helper$/.test(key) && value === "", at = settings.findLastIndex(isReset) + 1;
  return [...settings.slice(0, at), ...logins.map(helperOf), ...settings.slice(at)];
}
function helperOf({ address, number, password }) {
  let value = `!f() { if [ "$1" = get ]; then ${[
    `echo "username=$PIPELINE_GIT_USERNAME_${number}"`,
    ...password === null ? [] : [`echo "password=$PIPELINE_GIT_PASSWORD_${number}"`]
  ].join("; ")}; fi; }; f`;
  return { key: `credential.${address}.helper`, value, scope: "command" };
}
function withRemote(all, remote) {
  if (remotesOf(all).includes(remote)) return { settings: [...all], name: remote };
  let name = "pipeline-ledger";
  return { settings: [...all, { key: `remote.${name}.url`, value: remote, scope: "command" }], name };
}
function remotesOf(settings) {
  let names = settings.flatMap(({ key }) => {
    let { section: section2, sub, name } = partsOf3(key);
    return section2 === "remote" && name === "url" && sub !== null ? [sub] : [];
  });
  return [...new Set(names)];
}
var settingOf = (settings, key) => settings.findLast((setting) => setting.key === key)?.value, addressOf = (settings, remote) => settings.find(({ key }) => key === `remote.${remote}.url`)?.value ?? null;
function mainRemote(settings, ledgerRemote, mainBranch) {
  let names = remotesOf(settings), byAddress = names.find((name) => addressOf(settings, name) === ledgerRemote), followed = settingOf(settings, `branch.${mainBranch}.remote`);
  return [ledgerRemote, byAddress, followed, "origin"].find((name) => name !== void 0 && names.includes(name)) ?? names[0] ?? null;
}
function parseConfigFile(text3) {
  let settings = [], section2 = "";
  for (let line of text3.replace(/\\\r?\n/g, "").split(`
`)) {
    let [head = "", name, sub] = /^\s*\[\s*([\w.-]+)\s*(?:"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line) ?? [];
    name !== void 0 && (section2 = name.toLowerCase() + (sub === void 0 ? "" : `.${sub.replace(/\\(.)/g, "$1")}`));
    let [, key, assigned] = /^\s*([a-z][\w-]*)\s*(?:=\s*(.*?))?\s*$/is.exec(line.slice(head.length)) ?? [];
    if (key === void 0 || section2 === "") continue;
    let value = assigned === void 0 ? "true" : unquoted(assigned);
    settings.push({ key: `${section2}.${key.toLowerCase()}`, value, scope: "local" });
  }
  return settings;
}
var ESCAPES = { n: `
`, t: "	", b: "\b" };
function unquoted(text3) {
  let value = "", quoted2 = !1;
  for (let [part] of text3.matchAll(/\\.|[^\\]/gs))
    if (part === '"') quoted2 = !quoted2;
    else {
      if (!quoted2 && (part === "#" || part === ";")) return value.trimEnd();
      value += part.startsWith("\\") ? ESCAPES[part.slice(1)] ?? part.slice(1) : part;
    }
  return value;
}
var formatConfigFile = (settings) => settings.map(({ key, value }) => {
  let { section: section2, sub, name } = partsOf3(key);
  return `${sub === null ? `[${section2}]` : `[${section2} ${quoted(sub)}]`}
	${name} = ${quoted(value).replaceAll(`
`, "\\n").replaceAll("	", "\\t")}
`;
}).join(""), quoted = (text3) => `"${text3.replace(/[\\"]/g, "\\$&")}"`;
function withoutPasswords(text3, secrets = {}) {
  return Object.entries(secrets).filter(
    ([name]) => name.includes("PASSWORD") || !(name.replace("USERNAME", "PASSWORD") in secrets)
  ).map(([, secret]) => secret).filter((secret) => secret !== "").reduce((left, secret) => left.replaceAll(secret, "***"), text3).replace(/(:\/\/)[^/\s]*@/g, "$1");
}

// src/core/ledger/next-record.ts
var MAX_RECORD_BYTES = 64e3, MAX_OUTPUTS_BYTES = 8e3, TEXT_LIMITS = [1e3, 200, 60];
function nextRecord(place, state, entry) {
  let record2 = recordWith(place, state, entry, TEXT_LIMITS[0]), size = sizeOf(record2);
  for (let limit of TEXT_LIMITS.slice(1)) {
    if (size <= MAX_RECORD_BYTES) break;
    record2 = recordWith(place, state, entry, limit), size = sizeOf(record2);
  }
  return { ...record2, report: fitReport(entry.report, MAX_RECORD_BYTES - size) };
}
function recordWith(place, before, entry, limit) {
  let clipped = {
    ...entry,
    reason: entry.reason && clip(entry.reason, limit),
    detail: entry.detail && clip(entry.detail, limit),
    outputs: entry.outputs && fitOutputs(entry.outputs),
    report: null
  }, state = clipState(foldEntry(before, clipped), limit);
  return { schemaVersion: formOf(state), ...place, ...clipped, state };
}
var MAX_QUARANTINE_REASON = 200, clipState = (state, limit) => ({
  ...state,
  frozen: state.frozen && { ...state.frozen, reason: clip(state.frozen.reason, limit) },
  ...state.held === void 0 ? {} : { held: { ...state.held, reason: clip(state.held.reason, limit) } },
  quarantine: state.quarantine.map((one) => ({
    ...one,
    reason: clip(one.reason, Math.min(limit, MAX_QUARANTINE_REASON))
  }))
});
function fitOutputs(outputs) {
  let room = MAX_OUTPUTS_BYTES, byLength = Object.entries(outputs).sort(([, one], [, other]) => one.length - other.length), fitting = /* @__PURE__ */ new Set();
  for (let [name, value] of byLength) {
    if (value.length > room || (room -= sizeOf({ [name]: value }), room < 0)) break;
    fitting.add(name);
  }
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => fitting.has(name)));
}
var REPORT_LIMITS = [
  [4e3, 400],
  [1e3, 100],
  [300, 40],
  [100, 15]
];
function fitReport(report, room) {
  for (let [text3, items] of REPORT_LIMITS) {
    let shorter = shorten(report, text3, items);
    if (sizeOf(shorter) <= room) return shorter;
  }
  return null;
}
function shorten(value, text3, items) {
  return typeof value == "string" ? clip(value, text3) : Array.isArray(value) ? value.slice(-items).map((item) => shorten(item, text3, items)) : typeof value != "object" || value === null ? value : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shorten(item, text3, items)]));
}
var sizeOf = (value) => new TextEncoder().encode(JSON.stringify(value, null, 2)).length;

// src/adapters/ledger-store.ts
var prefixesOf = (chain, app) => [
  `refs/pipeline/${chain}`,
  `refs/pipeline/apps/${pathPart(app)}/${chain}`
];
function baseOf(git, settings, chain) {
  let { apart = /* @__PURE__ */ new Set(), where, app } = settings, [shared, own] = prefixesOf(chain, app);
  return {
    ...settings,
    where: withoutPasswords(where),
    apart,
    git,
    refOf: (stage, isApart = apart.has(stage)) => `${isApart ? own : shared}/${stage}`
  };
}
var sharedStore = (git, settings, chain = "ledger") => ({
  ...baseOf(git, settings, chain),
  refresh: async () => {
  },
  async rehearse() {
    let commands = ["start", `create ${REHEARSAL} ${await emptyTree(git)}`, "prepare", "abort", ""], { exitCode, stderr } = await git(["update-ref", "--stdin"], commands.join(`
`));
    if (exitCode !== 0) throw ledgerError(settings.where, stderr);
  },
  publish: async () => "taken"
}), REHEARSAL = "refs/pipeline/rehearsal";
async function emptyTree(git) {
  return (await git(["hash-object", "-t", "tree", "--stdin"], "")).stdout.trim();
}
var FETCH = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--prune"], PUSH = ["push", "--quiet", "--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no"], LOOK_BACK = 100, LOOK_AGAIN = { delaysMs: [500, 1500, 4e3] };
function remoteStore(git, remote, settings, chain = "ledger") {
  let base = baseOf(git, settings, chain), { where, means } = base, prefixes = prefixesOf(chain, settings.app), refresh = oneFetchAtATime((depth) => fetchAll(base, remote, prefixes, depth)), isThere = async (ref, tip) => {
    try {
      await refresh(LOOK_BACK);
    } catch {
      return null;
    }
    return isInChain(git, ref, tip);
  }, wasTaken = async (ref, tip) => {
    let misses = 0;
    return retry(LOOK_AGAIN, means, async () => {
      let there = await isThere(ref, tip);
      return there === !1 && (misses += 1), there;
    }, (there) => there === null || !there && misses < 2);
  };
  return {
    ...base,
    refresh,
    rehearse: () => rehearsePush(base, remote, prefixes),
    async publish(ref, tip) {
      let push = () => git([...PUSH, "--end-of-options", remote, `${tip}:${ref}`]), { exitCode, stderr } = await whileBusy(means, push);
      if (exitCode === 0) return "taken";
      let kind = kindOf2(stderr);
      if (kind !== "lost" && (kind !== "other" || NOT_TAKEN.test(stderr))) throw ledgerError(where, stderr);
      let taken = await (kind === "lost" ? isThere(ref, tip) : wasTaken(ref, tip));
      if (taken === null) throw answerLost(where, stderr);
      if (taken) return "taken";
      if (kind === "lost") return "lost";
      throw ledgerError(where, stderr);
    }
  };
}
async function fetchAll({ git, where }, remote, prefixes, depth) {
  let refs = prefixes.map((prefix) => `+${prefix}/*:${prefix}/*`), fetch2 = () => git([...FETCH, `--depth=${depth}`, "--end-of-options", remote, ...refs]), fetched = await fetch2();
  if (fetched.exitCode === 0) return;
  if (fetched.timedOut) throw ledgerError(where, fetched.stderr);
  let patterns = prefixes.map((prefix) => `${prefix}/*`), listed = await git(["ls-remote", "--end-of-options", remote, ...patterns]);
  if (listed.exitCode !== 0) throw ledgerError(where, listed.stderr);
  if (listed.stdout.trim() === "") {
    let known4 = await git(["for-each-ref", "--format=delete %(refname)", ...prefixes]);
    known4.stdout !== "" && await git(["update-ref", "--stdin"], known4.stdout);
    return;
  }
  let again = await fetch2();
  if (again.exitCode !== 0) throw ledgerError(where, again.stderr);
}
function oneFetchAtATime(fetch2) {
  let deepest = 1, next = sequence();
  return (depth) => (deepest = Math.max(deepest, depth), next(() => fetch2(deepest)));
}
async function rehearsePush({ git, where }, remote, [prefix]) {
  let ref = `${await emptyTree(git)}:${prefix}/rehearsal`, dry = await git([...PUSH, "--dry-run", "--end-of-options", remote, ref]);
  if (dry.exitCode !== 0) throw ledgerError(where, dry.stderr);
  let { stderr } = await git([...PUSH, "--atomic", "--end-of-options", remote, ref, `${ref}/never`]);
  if (REFUSED.test(stderr)) throw ledgerError(where, stderr);
}
async function isInChain(git, ref, commit) {
  let { stdout } = await git(["rev-list", `--max-count=${LOOK_BACK}`, "--end-of-options", ref, "--"]);
  return stdout.split(`
`).includes(commit);
}
var BUSY = { delaysMs: [50, 100, 200, 400, 800, 1600] }, whileBusy = (means, move) => retry(BUSY, means, move, ({ exitCode, stderr }) => exitCode !== 0 && kindOf2(stderr) === "busy");
function kindOf2(stderr) {
  return HOPELESS.test(stderr) ? REFUSED.test(stderr) ? "refused" : "other" : LOST.test(stderr) ? "lost" : REFUSED.test(stderr) ? "refused" : IN_THE_WAY.test(stderr) ? "busy" : "other";
}
var LOST = /Not updating refs\/|is at .* but expected|reference already exists|non-fast-forward|fetch first|incorrect old value/i, IN_THE_WAY = /Unable to create .*\.lock|cannot lock ref|failed to update ref/i, REFUSED = /hook declined|hidden ref|unpacker error|unpack failed/i, HOPELESS = /Permission denied|Read-only file system|No space left|Out of diskspace|quota exceeded|exists; cannot create/i, NOT_TAKEN = /\[remote rejected\]|Could not resolve|Failed to connect|Couldn't connect|Connection refused|Authentication failed|could not read (Username|Password)|not found|does not appear to be a git repository|No space left|Out of diskspace/i, MAX_QUOTED = 500, FIXES = [
  [
    /No space left|Out of diskspace|quota exceeded/i,
    "Free some space where the message says, then run the same command again."
  ],
  [REFUSED, "Let the hooks and rules of the remote take refs/pipeline/*: its own words are in the message."]
], USUAL = /^(fatal: Could not read from remote repository\.|Please make sure you have the correct access rights|and the repository exists\.)\n*/gm;
function ledgerError(where, stderr) {
  let said = withoutPasswords(stderr.replace(USUAL, "").trim() || stderr.trim()).slice(0, MAX_QUOTED), noRemote = /^fatal: '([^'/:\\]+)' does not appear to be a git repository/m.exec(stderr)?.[1];
  if (noRemote !== void 0) return noSuchRemote(where, noRemote);
  let message = `The ledger (${withoutPasswords(where)}) cannot be used: ${said}`, lock = HOPELESS.test(stderr) ? void 0 : /Unable to create '([^']+\.lock)'/.exec(stderr)?.[1]?.replace("/./", "/");
  if (lock === void 0) {
    let fix2 = FIXES.find(([pattern]) => pattern.test(stderr))?.[1];
    return new PipelineError("environment", reason("LEDGER_UNAVAILABLE", message, fix2));
  }
  let fix = `A git that was killed leaves this file behind. When no git is at work there, remove it${/^remote: /m.test(stderr) ? " on the remote's machine" : ""}: rm '${lock}'; then run the same command again.`;
  return new PipelineError("environment", reason("LEDGER_LOCKED", message, fix));
}
function noSuchRemote(where, name, others = []) {
  let [first] = others, has = first === void 0 ? "" : `; it has ${others.join(", ")}`, what = `The ledger (${withoutPasswords(where)}) cannot be used: this clone has no remote ${name}${has}.`, right = `"ledger": { "remote": ${JSON.stringify(first)} }`, fix = `Correct \`ledger.remote\` in pipeline.json: ${first === void 0 ? "`git remote -v` lists the remotes of this clone" : right}.`;
  return new PipelineError("environment", reason("LEDGER_UNAVAILABLE", what, fix));
}
var answerLost = (where, stderr) => environmentError(
  "LEDGER_ANSWER_LOST",
  `The ledger (${where}) may have taken the record, but its answer was lost: ${withoutPasswords(stderr.trim()).slice(0, MAX_QUOTED)}`
);

// src/adapters/git-ledger.ts
function gitLedger(store) {
  let unsure = /* @__PURE__ */ new Map();
  return {
    where: store.where,
    async read(stages) {
      return await store.refresh(1), readStages(store, stages);
    },
    async tryAppend(view, entries) {
      let ref = store.refOf(view.stage), kinds = JSON.stringify(
        entries.map(({ kind, runId, tag, sha, detail }) => [kind, runId, tag, sha, detail])
      ), attempt = unsure.get(view.stage);
      if (attempt !== void 0 && (await store.refresh(LOOK_BACK2), unsure.delete(view.stage), await isInChain(store.git, ref, attempt.view.tip)))
        return store.memory?.learn(ref, attempt.view.tip), attempt.kinds === kinds ? attempt.view : null;
      let { records, state } = toRecords(store.app, view, entries), imported = await append(store, ref, view.tip, records);
      if (imported === "lost") return null;
      let appended = { stage: view.stage, tip: imported, state };
      try {
        if (await store.publish(ref, imported) === "lost") return null;
      } catch (error) {
        throw unsure.set(view.stage, { kinds, view: appended }), error;
      }
      return store.memory?.learn(ref, imported), appended;
    },
    rehearse: () => store.rehearse(),
    async history(stage, limit, enough) {
      let depth = enough === void 0 ? limit : Math.min(limit, MIN_PAGE);
      await store.refresh(Math.max(1, depth));
      let [view] = await readStages(store, [stage]), records = await readHistory(store, stage, view?.tip ?? null, depth);
      for (; enough !== void 0 && records.length === depth && depth < limit && !enough(records); ) {
        depth = Math.min(limit, depth * DEEPER), await store.refresh(depth + LOOK_BACK2);
        let next = `${view?.tip}~${records.length}`;
        records.push(...await readHistory(store, stage, next, depth - records.length));
      }
      return records;
    }
  };
}
var LOOK_BACK2 = 100;
async function append(store, ref, tip, records) {
  let stream = fastImportStream(ref, tip, records), { exitCode, stdout, stderr } = await whileBusy(
    store.means,
    () => store.git(["fast-import", "--quiet", "--done"], stream)
  );
  if (exitCode === 0) return stdout.trimEnd().split(`
`).at(-1);
  if (kindOf2(stderr) === "lost") return "lost";
  throw ledgerError(store.where, stderr);
}
function toRecords(app, view, entries) {
  let state = view.state;
  return { records: entries.map((entry) => {
    let record2 = nextRecord({ app, stage: view.stage }, state, entry);
    return state = record2.state, { subject: recordSubject(entry), content: `${JSON.stringify(record2, null, 2)}
`, at: entry.at };
  }), state };
}
var MOVING = { delaysMs: Array.from({ length: 50 }, () => 20) };
async function readStages(store, stages) {
  let places = stages.flatMap(
    (stage) => [!1, !0].map((apart) => ({ stage, apart, ref: store.refOf(stage, apart) }))
  ), names = places.flatMap(({ ref }) => [ref, `${ref}:record.json`, ref]), read = async () => {
    let objects = await objectsOf(store, names);
    return places.map((place, index) => {
      let [commit = null, content = null, after = null] = objects.slice(index * 3, index * 3 + 3);
      return { ...place, commit, content, isStill: commit?.id === after?.id };
    });
  }, found = await retry(MOVING, store.means, read, (chains) => chains.some(({ isStill }) => !isStill));
  if (found.some(({ isStill }) => !isStill))
    throw environmentError(
      "LEDGER_UNAVAILABLE",
      `The ledger (${store.where}) moves faster than it can be read.`
    );
  for (let { ref, commit, stage } of found) await store.memory?.check(ref, commit?.id ?? null, stage);
  return stages.map((stage) => {
    let at = (apart) => found.find((chain2) => chain2.stage === stage && chain2.apart === apart), [usual, own] = [at(!1), at(!0)], chain = own.commit === null && !isAnothers(store, usual) ? usual : own;
    return chain === own && !store.apart.has(stage) && (store.apart.add(stage), own.commit === null && store.say(`${usual.ref} is another application's; ${store.app} begins ${own.ref}`)), chain.commit === null ? { stage, tip: null, state: EMPTY_STATE } : (store.memory?.learn(chain.ref, chain.commit.id), { stage, tip: chain.commit.id, state: recordOf(stage, chain.content).state });
  });
}
function isAnothers({ app }, { stage, commit, content }) {
  if (commit === null) return !1;
  let owner = appOf(recordOf(stage, content));
  return owner !== null && owner !== app;
}
function recordOf(stage, content) {
  let text3 = content?.content ?? "", record2 = parseRecord(text3);
  if (record2 !== null) return record2;
  throw isNewerRecord(text3) ? environmentError(
    "LEDGER_NEWER",
    `A record of ${stage} was written by a newer version of the pipeline.`
  ) : environmentError("LEDGER_CORRUPT", `A ledger record of ${stage} cannot be read.`);
}
var [MIN_PAGE, MAX_PAGE] = [100, 2e3], DEEPER = 4;
async function readHistory(store, stage, tip, limit) {
  let records = [], size = Math.min(MAX_PAGE, Math.max(MIN_PAGE, Math.ceil(limit / 2))), from = tip;
  for (; from !== null && records.length < limit; ) {
    let page = await readPage(store, stage, from, Math.min(size, limit - records.length));
    records.push(...page.records), from = page.next;
  }
  return records;
}
async function readPage(store, stage, from, count) {
  let commits = Array.from({ length: count }, (_, back) => `${from}~${back}`), names = [...commits.flatMap((commit) => [commit, `${commit}:record.json`]), `${from}~${count}`], objects = await objectsOf(store, names);
  return { records: commits.flatMap(
    (_, back) => objects[back * 2] === null ? [] : [recordOf(stage, objects[back * 2 + 1] ?? null)]
  ), next: objects.at(-1)?.id ?? null };
}
async function objectsOf(store, names) {
  let read = await readObjects(store.git, names);
  if (read === "not text")
    throw environmentError("LEDGER_CORRUPT", `The ledger (${store.where}) holds what is not text.`);
  if ("failed" in read) throw ledgerError(store.where, read.failed);
  return read.objects;
}
function oneAtATime(ledger) {
  let next = sequence();
  return {
    where: ledger.where,
    read: (...given) => next(() => ledger.read(...given)),
    tryAppend: (...given) => next(() => ledger.tryAppend(...given)),
    rehearse: () => next(() => ledger.rehearse()),
    history: (...given) => next(() => ledger.history(...given))
  };
}
var BeatSchema = object({ runId: string(), at: string() });
function gitHeartbeats(store) {
  let newest = async (stage) => {
    await store.refresh(1);
    let ref = store.refOf(stage), [commit = null, content = null] = await objectsOf(store, [ref, `${ref}:record.json`]);
    return { ref, commit, content };
  };
  return {
    async read(stage) {
      let { commit, content } = await newest(stage), beat = content === null ? null : parseBeat(content.content);
      return commit === null || beat === null ? null : { id: commit.id, ...beat };
    },
    async beat(stage, beat) {
      let { ref, commit } = await newest(stage), record2 = { subject: `alive ${beat.runId}`, content: `${JSON.stringify(beat)}
`, at: beat.at }, tip = await append(store, ref, commit?.id ?? null, [record2]);
      tip !== "lost" && await store.publish(ref, tip);
    }
  };
}
function parseBeat(text3) {
  try {
    let parsed = safeParse(BeatSchema, JSON.parse(text3));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

// src/adapters/migrator.ts
import { randomUUID } from "node:crypto";
import { posix } from "node:path";
function commandMigrator(settings) {
  return {
    async migrate(order) {
      let { config, deployer } = settings, { run } = config;
      return run.databaseUrl?.secret === void 0 ? withGivenAddress(settings, run, order) : withSstSecret(settings, run, deployer, order);
    }
  };
}
async function withGivenAddress(settings, run, order) {
  let { workbench, image, databaseUrl, absent } = settings;
  return run.databaseUrl !== void 0 && databaseUrl === null ? notRun(absent) : inTree(
    workbench,
    { release: order.release, image: run.image ?? image },
    notRun,
    (tree) => new MigrationTree(settings, run, plainShell(run, tree, order, databaseUrl), order).migrate()
  );
}
async function withSstSecret(settings, run, sst, order) {
  let { workbench, image, tokens: secrets } = settings, tree;
  try {
    tree = await prepareTree(sst, workbench, run.image ?? sst.image ?? image ?? SST_IMAGE, order, {
      secrets,
      secretFiles: {}
    });
  } catch (error) {
    if (error instanceof Unprepared) return notRun(error.reason.message, error.reason.code, error.log);
    throw error;
  }
  try {
    return await new MigrationTree(settings, run, sstShell(run, sst, tree, order), order).migrate();
  } finally {
    await tree.dispose();
  }
}
var MAX_HEAD = 100, MigrationTree = class {
  settings;
  config;
  shell;
  order;
  constructor(settings, config, shell, order) {
    this.settings = settings, this.config = config, this.shell = shell, this.order = order;
  }
  async migrate() {
    let { install: install2, command: command2 } = this.config, { signal } = this.order;
    if (install2 !== void 0) {
      let installed = await this.run(install2, "install"), fault2 = this.faultOf(install2, installed);
      if (fault2 !== null) return notRun(fault2.message, fault2.code, logOf(installed));
    }
    let before = await this.head(), name = nameOf2(command2.slice(0, 1));
    if (signal.aborted || await this.order.claimEffect(`${name} is started to migrate`), signal.aborted) return notRun("the run was interrupted.", "INTERRUPTED");
    let ran = await this.run(command2, "migrate");
    if (ran instanceof Error) return notRun(`${name} cannot be started: ${ran.message}`);
    let fault = this.faultOf(command2, ran), head = await this.head();
    if (fault === null) return { ok: !0, before, head: head ?? await this.newestFile() };
    let why = reason(fault.code, describeFailure(fault.message, before, head));
    return { ok: !1, touched: !0, before, head, reason: why, log: logOf(ran) };
  }
  /** The last line that the head command prints; null where there is none, or where it fails. */
  async head() {
    let { head } = this.config;
    if (head === void 0) return null;
    let ran = await this.run(head, "migrate");
    if (ran instanceof Error || ran.exitCode !== 0) return null;
    let line = ran.stdout.trim().split(`
`).at(-1)?.trim() ?? "";
    return line === "" ? null : clip(line, MAX_HEAD);
  }
  async newestFile() {
    let { repository, config } = this.settings, { path } = config, files = await repository.files(this.order.release.sha, path);
    return newestMigration(files.filter((file) => isMigration(config, file)));
  }
  run(argv, purpose) {
    return this.shell(this.filled(argv), purpose);
  }
  filled(argv) {
    let { stage, release } = this.order;
    return argv.map((argument) => fill(argument, { stage, ...release }));
  }
  faultOf(argv, ran) {
    if (ran instanceof Error)
      return { code: CODES.failed, message: `${nameOf2(argv.slice(0, 1))} cannot be started: ${ran.message}` };
    let limits = { timeoutMs: this.config.timeoutSeconds * 1e3, signal: this.order.signal };
    return faultOf(this.filled(argv), ran, limits, CODES);
  }
}, CODES = { failed: "MIGRATION_FAILED", late: "MIGRATION_TIMEOUT" }, logOf = (ran) => ran instanceof Error ? [] : lastLines(ran), notRun = (message, code = "MIGRATION_FAILED", log = []) => ({
  ok: !1,
  touched: !1,
  before: null,
  head: null,
  reason: reason(code, `The migrations were not run: ${message}`),
  log
});
function plainShell(config, tree, order, address) {
  let { directory, timeoutSeconds, databaseUrl } = config, { signal, say: say2, hear = say2 } = order;
  return (argv, purpose) => {
    let needsNone = purpose === "install" || databaseUrl === void 0 || address === null;
    return started(
      () => tree.run(argv, {
        env: { ...environmentOf(config, order), ...purpose === "install" ? {} : ownerEnvironment(order) },
        secrets: needsNone ? {} : { [databaseUrl.variable]: address },
        ...directory === void 0 ? {} : { directory },
        timeoutMs: timeoutSeconds * 1e3,
        signal,
        say: hear,
        purpose
      })
    );
  };
}
function sstShell(config, sst, tree, order) {
  let { directory = ".", timeoutSeconds, databaseUrl } = config, { variable = "", secret = "" } = databaseUrl ?? {}, env = environmentOf(config, order), from = posix.relative(sst.directory ?? ".", directory) || ".", word = `not started ${randomUUID()}`;
  return async (argv, purpose) => {
    let wrapped = ["node", "-e", WITH_SECRET, "--", tree.sst, order.stage, secret, variable, from, ...argv], options = { say: order.hear ?? order.say, timeoutMs: timeoutSeconds * 1e3, purpose }, ran = await started(
      () => purpose === "install" ? tree.run(argv, { ...order, credentials: { env: {}, secrets: {} } }, { ...options, env }) : tree.run(wrapped, order, {
        ...options,
        env: { ...env, ...ownerEnvironment(order), PIPELINE_NOT_STARTED: word }
      })
    );
    if (ran instanceof Error || ran.exitCode !== NOT_STARTED) return ran;
    let line = ran.stderr.split(`
`).findLast((one) => one.startsWith(`${word}: `));
    return line === void 0 ? ran : new Error(line.slice(word.length + 2));
  };
}
async function started(run) {
  try {
    return await run();
  } catch (error) {
    return new Error(messageOf(error));
  }
}
var environmentOf = ({ env }, { stage, release }) => ({
  ...filledEnvironment(env, stage, release),
  ...releaseEnvironment(stage, release)
});

// src/adapters/prober.ts
import { connect } from "node:net";
import { unescape as decoded2 } from "node:querystring";
var MAX_STATUS_PAGE_BYTES = 1024 * 1024, httpStatusPage = {
  async read(url, timeoutMs, signal) {
    let nothing = (message) => ({
      kind: "unavailable",
      message: `The status page ${url}: ${message}.`
    });
    try {
      let response = await fetch(url, {
        headers: { accept: "application/json", "cache-control": "no-cache" },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      }), body = await readBody(response, MAX_STATUS_PAGE_BYTES);
      if (response.status !== 200) return nothing(`HTTP ${response.status}`);
      if (body === null) return nothing("the answer is too long");
      let json = readJson(body);
      return json.ok ? { kind: "known", value: json.value } : nothing(`the answer is not JSON: ${json.fault}`);
    } catch (error) {
      return nothing(signal.aborted ? "the request was interrupted" : describeFetchError(error, timeoutMs));
    }
  }
}, MAX_BODY_BYTES = 256 * 1024, fetching = (redirect) => async (address, { body, ...request }) => {
  let sent = { ...request, redirect, ...body === void 0 ? {} : { body } }, { status: status2, headers, body: got } = await fetch(address, sent);
  return { status: status2, headers: Object.fromEntries(headers), body: got };
};
function httpProber(nonce, nowMs, place = {}) {
  let { owns = () => !1, secret = () => null, mask: hide, ask = fetching("manual") } = place;
  return {
    async probe(check, url, timeoutMs) {
      let secrets = URL.canParse(url) ? await secretsOf2(check, secret) : "it is no address to ask";
      if (typeof secrets == "string")
        return { kind: "error", asked: url, error: "unreachable", message: secrets, latencyMs: 0 };
      let started2 = nowMs(), latencyMs = () => nowMs() - started2, { address, authorization } = addressOf2(check, url, nonce), signal = AbortSignal.timeout(timeoutMs), headers = headersOf(check, authorization, secrets), asking = check.followRedirects ? fetching("follow") : ask;
      try {
        let response = await asking(address, { method: check.method, headers, body: check.body, signal }), { text: body, isWhole } = await readBeginning(response, MAX_BODY_BYTES);
        return {
          kind: "response",
          asked: address,
          status: response.status,
          headers: response.headers,
          body,
          ...isWhole ? {} : { readBytes: MAX_BODY_BYTES },
          latencyMs: latencyMs(),
          ...hide === void 0 ? {} : { hide }
        };
      } catch (error) {
        let failedAfterMs = latencyMs(), thrown = signal.aborted ? signal.reason : error, explained2 = await explain(thrown, address, timeoutMs, owns);
        return { kind: "error", asked: address, ...explained2, latencyMs: failedAfterMs };
      }
    }
  };
}
async function secretsOf2(check, given) {
  let values = /* @__PURE__ */ new Map();
  for (let name of headerSecrets(check)) {
    let value = await given(name)?.plaintext();
    if (value === void 0)
      return `it was not asked: its header needs the secret ${name}, which this run was not given`;
    let text3 = value.trim();
    if (/[^\t\x20-\x7e]/.test(text3))
      return `it was not asked: the secret ${name} has characters that no header can have`;
    values.set(name, text3);
  }
  return values;
}
function addressOf2({ cacheBusting }, url, nonce) {
  let asked = new URL(url), { username, password } = asked;
  Object.assign(asked, { username: "", password: "" }), cacheBusting && (asked.search = [asked.search, `pipeline-probe=${nonce()}`].filter(Boolean).join("&"));
  let user = `${decoded2(username)}:${decoded2(password)}`, authorization = user === ":" ? null : `Basic ${Buffer.from(user).toString("base64")}`;
  return { address: asked.href, authorization };
}
function headersOf(check, authorization, secrets) {
  let given = Object.entries(check.headers);
  return {
    "cache-control": "no-cache",
    pragma: "no-cache",
    connection: "close",
    ...check.body === void 0 ? {} : { "content-type": "text/plain;charset=UTF-8" },
    ...authorization === null ? {} : { authorization },
    ...Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), fillSecrets(value, secrets)]))
  };
}
async function explain(thrown, url, timeoutMs, owns) {
  let described = describeError(thrown, timeoutMs);
  return described.error !== "unreachable" && (!isAmbiguous(thrown, described) || await answersConnections(url)) ? described : owns(new URL(url).hostname) ? described.error === "timeout" ? described : GONE : described.error === "unreachable" ? described : { error: "unreachable", message: `${described.error === "timeout" ? `${described.message}: ` : ""}${UNREACHABLE}` };
}
var GONE = { error: "refused", message: "the service does not run" }, UNREACHABLE = "the host cannot be reached from here", isAmbiguous = (thrown, { error }) => error === "timeout" || codesOf(thrown).includes("ConnectionRefused");
function describeError(thrown, timeoutMs) {
  if (thrown instanceof Error && thrown.name === "TimeoutError")
    return { error: "timeout", message: `no answer within ${Math.round(timeoutMs)} ms` };
  let codes = codesOf(thrown), known4 = ERRORS.find(({ pattern }) => codes.some((code) => pattern.test(code)));
  return known4 === void 0 ? { error: "reset", message: `the request failed: ${messageOf(rootOf(thrown))}` } : { error: known4.error, message: `${known4.message} (${codes.join(", ")})` };
}
var ERRORS = [
  { pattern: /^(ECONNREFUSED|ConnectionRefused)$/, error: "refused", message: "connection refused" },
  {
    pattern: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ConnectionClosed)$/,
    error: "reset",
    message: "connection closed"
  },
  {
    pattern: /^(ETIMEDOUT|UND_ERR_.*TIMEOUT|ConnectionTimeout)$/,
    error: "timeout",
    message: "no answer in time"
  },
  {
    pattern: /^(ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN|DNSException|FailedToOpenSocket)$/,
    error: "unreachable",
    message: UNREACHABLE
  }
], CONNECT_MS = 2e3, ANSWERS = ["ECONNREFUSED", "ECONNRESET"];
function answersConnections(url) {
  let { protocol, hostname, port } = new URL(url), host = hostname.replace(/[[\]]/g, "");
  return new Promise((resolve) => {
    let socket = connect({ host, port: Number(port || DEFAULT_PORTS[protocol]) }), settle = (answer) => {
      clearTimeout(timer), socket.destroy(), resolve(answer);
    }, timer = setTimeout(() => settle(!1), CONNECT_MS);
    socket.once("connect", () => settle(!0)), socket.on("error", ({ code }) => settle(ANSWERS.includes(code ?? "")));
  });
}
var DEFAULT_PORTS = { "http:": 80, "https:": 443 };

// src/assemble.ts
function assemble(place) {
  let { config, identity, repository, checkout, masker, signal } = place, say2 = (line) => place.say(redactWith(masker, line)), hear = (line) => (place.hear ?? place.say)(redactWith(masker, line)), clock = systemClock, codeHostSettings = codeHostSettingsOf(place, say2), codeHost = codeHostPort(codeHostSettings), { ledger, announced } = announcingLedger(place, codeHostSettings);
  return {
    config,
    identity,
    forge: forgeOf(place.origin, {
      ...place.servers,
      githubApi: config.github.apiUrl ?? place.github.apiUrl
    }),
    ports: {
      clock,
      random: Math.random,
      sha256,
      say: say2,
      hear,
      signal,
      repository,
      tracer: maskedTracer(place.tracer, masker),
      ...checkout === void 0 ? {} : { checkout },
      ledger: maskedLedger(ledger, masker, say2),
      announced,
      heartbeats: gitHeartbeats(place.heartbeats),
      runs: place.runs(askCi(codeHost, clock)),
      ...toolPorts(place),
      ...probePorts(place),
      codeHost,
      ...awsPorts(place),
      ...adminPorts(place, codeHostSettings)
    }
  };
}
function codeHostSettingsOf({ config, github, origin, signal }, say2) {
  let { token, apiUrl } = github;
  return {
    config: config.github,
    remote: async () => origin,
    apiUrl,
    token: token && (() => token.plaintext()),
    clock: systemClock,
    say: say2,
    signal
  };
}
var codeHostPort = (settings) => lazily(
  { checks: !0, openIssues: !0, workflowRun: !0, approvals: !0, mergeCommit: !0 },
  async () => {
    let { githubCodeHost } = await import("./adapters-github-code-host.js");
    return githubCodeHost(settings);
  }
);
function announcingLedger(place, codeHost) {
  let { config } = place, ledger = oneAtATime(gitLedger(place.ledger));
  if (!(codeHost.token !== null || Object.keys(config.notify).length > 0)) return { ledger, announced: async () => {
  } };
  let announcing = null, announcer = () => (announcing ??= import("./release-announce.js").then(({ Announcer }) => {
    let means = { app: config.app, clock: systemClock, random: Math.random, say: codeHost.say };
    return new Announcer(ledger, { ...means, channels: () => channelsFor(place, codeHost) });
  }), announcing);
  return {
    ledger: { ...ledger, tryAppend: async (...given) => (await announcer()).append(...given) },
    announced: async (atOnce) => (await announcing)?.settle(atOnce)
  };
}
function toolPorts({ config, workbench, repository, image, ...place }) {
  let { token } = place.github, tokens = token === null ? {} : { GITHUB_TOKEN: token };
  return {
    deployer: deployerFor(config.deployer, workbench, image, tokens, place.secret),
    migrator: commandMigrator({
      config: config.migrations,
      deployer: config.deployer,
      workbench,
      repository,
      tokens,
      image,
      databaseUrl: place.database.secret,
      absent: place.database.absent
    }),
    hooks: commandHooks(config.hooks, workbench, imageOf(config.deployer, image), place.secret),
    lackingSecrets: () => lackingSecrets(config, (name) => place.secret(name) !== null)
  };
}
function probePorts({ owns, ask, secret, slack, masker }) {
  let own = {
    ...owns === void 0 ? {} : { owns },
    ...ask === void 0 ? {} : { ask },
    secret,
    mask: masker.mask
  };
  return {
    prober: httpProber(
      () => crypto.randomUUID(),
      () => performance.now(),
      own
    ),
    statusPage: httpStatusPage,
    slackSigner: slackSigner(async () => await slack.secret?.plaintext() ?? null, slack.absent)
  };
}
var awsSettings = ({ aws: { endpoint, proxies }, identity, signal }) => ({ endpoint, proxies, clock: systemClock, signal, runId: identity.runId });
function awsPorts(place) {
  let { config, hidden } = place, settings = awsSettings(place), access = lazily({ check: !0, obtain: !0 }, async () => {
    let { awsAccess } = await import("./adapters-aws-access.js");
    return awsAccess((stage, purpose) => wantedAws(config, stage, purpose), await place.aws.given(), settings);
  });
  return {
    logs: lazily({ groups: !0, events: !0, alarms: !0 }, async () => {
      let { stageLogs } = await import("./adapters-aws-access.js");
      return stageLogs(config, await place.aws.given(), settings, hidden);
    }),
    credentials: {
      check: async (stage, ...request) => wantedAws(config, stage) === null ? NO_REGION : access.check(stage, ...request),
      obtain: async (stage, ...request) => wantedAws(config, stage) === null ? NO_CREDENTIALS : access.obtain(stage, ...request)
    }
  };
}
function adminPorts(place, codeHost) {
  let { config, git, engine, askSecret } = place, settings = awsSettings(place);
  return {
    platforms: lazily({ look: !0, perform: !0 }, async () => {
      let { adminAws, adminGithub, platforms } = await import("./adapters-administration.js");
      return platforms(
        adminAws(await place.aws.given(), settings, adminRegion(config)),
        adminGithub(codeHost)
      );
    }),
    diagnostics: lazily(
      { machine: !0, checkout: !0, repository: !0, claims: !0 },
      async () => {
        let { diagnosticsOf } = await import("./adapters-administration.js"), { oidc } = await place.aws.given();
        return diagnosticsOf({ git, engine, codeHost, oidc, settings });
      }
    ),
    askSecret,
    channels: () => channelsFor(place, codeHost)
  };
}
async function channelsFor(place, codeHost) {
  let { config, repository, identity } = place, { apiUrl } = place.github, origin = async () => {
    let found = githubPlace(config.github, place.origin, apiUrl);
    return { repository: found.kind === "known" ? found.value.repository : null };
  }, authors = async (from, to) => {
    let log = await repository.log(from?.sha ?? null, to.sha, MAX_AUTHORED);
    return log.kind === "known" ? log.value.commits.map(({ author }) => author) : [];
  }, named = Object.keys(config.notify).length === 0 ? [] : [import("./adapters-notify-channels.js")], [notify] = await Promise.all(named), shown = codeHost.token === null ? [] : [import("./adapters-github-deployments.js")], [deployments] = await Promise.all(shown), github = await deployments?.githubDeployments(config, identity.runner.ci, codeHost), means = { clock: systemClock, secret: place.secret, origin, authors };
  return [...notify?.channelsOf(config.notify, means) ?? [], ...github ? [github] : []];
}
var MAX_AUTHORED = 200, NO_REGION = { kind: "skipped", why: "the stage names no AWS region" }, NO_CREDENTIALS = { ok: !0, env: {}, secrets: {}, expiresAt: null }, maskedTracer = ({ span, ended, note }, masker) => ({
  span: (phase, body) => span({ ...phase, result: () => withoutSecrets(phase.result(), masker) }, () => masking(masker, body)),
  ...ended && { ended: (phase) => ended(withoutSecrets(phase, masker)) },
  ...note && { note: (line) => note(redactWith(masker, line)) }
});
function lazily(methods, load2) {
  let port = null, method = (name) => async (...args) => (port ??= load2(), (await port)[name]?.(...args));
  return Object.fromEntries(Object.keys(methods).map((name) => [name, method(name)]));
}

// src/engine/container.ts
import { posix as posix2 } from "node:path";
import {
  dag,
  ExistsType
} from "@dagger.io/dagger";

// src/workbench/workbench.ts
var LINES = { line: 4e3, head: 64e3, tail: 192e3 }, DOCUMENT = { line: 8e6, head: 0, tail: 8e6 };

// src/engine/container-exec.ts
import { ReturnType } from "@dagger.io/dagger";
import { getTracer } from "@dagger.io/dagger/telemetry";
var inOneLine = (name, body) => getTracer("pipeline").startActiveSpan(name, body, { "dagger.io/ui.encapsulate": !0 }), ERROR_STATUS = 2, engineTracer = {
  span: ({ name, result }, body) => getTracer("pipeline").startActiveSpan(name, async (span) => {
    try {
      return await body();
    } finally {
      let ended = result();
      if (ended !== null) {
        let detail = plain(clip(ended.detail, SPAN_NAME));
        span.updateName(`${name}: ${detail}`), span.setAttribute("cicd.pipeline.task.run.result", ended.status === "ok" ? "success" : "failure"), ended.status === "failed" && span.setStatus({ code: ERROR_STATUS, message: detail });
      }
    }
  }),
  // the engine shows the span, so no line of progress is needed
  ended: () => {
  }
}, SPAN_NAME = 120, isExecError = (error) => error instanceof Error && error.name === "ExecError", STDOUT = "/.pipeline-stdout", STDERR = "/.pipeline-stderr";
async function execTool(container, argv, limits, masker) {
  let options = { expect: ReturnType.Any, redirectStdout: STDOUT, redirectStderr: STDERR }, ran = container.withExec([...argv], options), clean = (text3) => cleaned(text3, limits.line, masker);
  try {
    let exitCode = await ran.exitCode(), [stdout, stderr] = await Promise.all(
      [STDOUT, STDERR].map((path) => readEnds(ran, path, limits, masker))
    );
    return {
      container: ran.withoutFiles([STDOUT, STDERR]),
      exitCode,
      stdout: clean(stdout?.text ?? ""),
      stderr: clean(stderr?.text ?? ""),
      isWhole: stdout?.isWhole === !0 && stderr?.isWhole === !0
    };
  } catch (error) {
    if (!isExecError(error)) {
      let lost = clean(messageOf(error));
      return { container, exitCode: null, stdout: "", stderr: "", isWhole: !1, lost };
    }
    let { exitCode, stdout, stderr } = error;
    return { container, exitCode, stdout: clean(stdout), stderr: clean(stderr), isWhole: !1 };
  }
}
async function readEnds(ran, path, limits, masker) {
  try {
    let file = ran.file(path);
    if (await file.size() <= limits.head + limits.tail)
      return { text: await file.contents(), isWhole: !0 };
    let [head, tail] = await Promise.all([
      cutOff(ran, "head", path, limits.head),
      cutOff(ran, "tail", path, limits.tail)
    ]), first = head.includes(`
`) ? head.slice(0, head.lastIndexOf(`
`) + 1) : "", rest = tail.includes(`
`) ? tail.indexOf(`
`) + 1 : masker.longest;
    return { text: `${first}… (a part is left out here) …
${tail.slice(rest)}`, isWhole: !1 };
  } catch {
    return { text: "", isWhole: !1 };
  }
}
var cutOff = (ran, program, path, bytes) => bytes === 0 ? Promise.resolve("") : ran.withExec([program, "-c", String(bytes), path]).stdout(), endOf2 = async (container, file, path, bytes) => await file.size() <= bytes ? file.contents() : cutOff(container, "tail", path, bytes);
function cleaned(text3, limit, masker) {
  let cut = (line) => line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
  return text3.split(`
`).map((line) => cut(masker.mask(line))).join(`
`);
}

// src/adapters/git-lookup.ts
var MAX_COMMITS2 = 5e4, MAX_MERGES = 20;
function gitLookup(git, mainRemote2) {
  return {
    async find(id) {
      let { exitCode, stdout, stderr } = await git(["cat-file", "--batch-check"], `${id}^{commit}
`);
      if (exitCode !== 0) return unavailable(stderr.trim());
      if (/ ambiguous$/m.test(stdout)) return unavailable(`Several objects begin with ${id}.`);
      let [, sha] = /^([0-9a-f]{40,64}) commit \d+$/m.exec(stdout) ?? [];
      if (sha === void 0) return known(null);
      let shown = await git([...LOG, "--no-walk", FOUND, sha, "--"]);
      return shown.exitCode !== 0 ? unavailable(shown.stderr.trim()) : known(parseFound(shown.stdout)[0] ?? null);
    },
    async holders(sha, among) {
      if (among.length === 0) return known([]);
      let lines = [...new Set(among), `^${sha}`].join(`
`), walk = ["rev-list", "--ancestry-path", "--ignore-missing", "--stdin"], { exitCode, stdout, stderr } = await git(walk, `${lines}
`);
      if (exitCode !== 0) return unavailable(stderr.trim());
      let after = /* @__PURE__ */ new Set([sha, ...stdout.split(`
`)]);
      return known([...new Set(among)].filter((one) => after.has(one)));
    },
    async graph(to, from) {
      if (to.length === 0) return known({ commits: [], missing: [], shallow: !1 });
      let names = [.../* @__PURE__ */ new Set([...to, ...from])], [checked, shallow] = await Promise.all([
        git(["cat-file", "--batch-check"], names.map((name) => `${name}
`).join("")),
        isShallow(git)
      ]);
      if (checked.exitCode !== 0) return unavailable(checked.stderr.trim());
      let lines = checked.stdout.split(`
`), missing = names.filter((_, index) => !isCommit(lines[index])), isHere = (sha) => !missing.includes(sha), starts = from.filter(isHere);
      if (starts.length === 0)
        return unavailable("The version before is not in this clone: git fetch --tags brings it.");
      let range = [...to.filter(isHere), ...starts.map((sha) => `^${sha}`)].join(`
`), walk = ["rev-list", "--timestamp", "--parents", `--max-count=${MAX_COMMITS2}`, "--stdin"], { exitCode, stdout, stderr } = await git(walk, `${range}
`);
      return exitCode !== 0 ? unavailable(stderr.trim()) : known({ commits: parseNodes(stdout), missing, shallow });
    },
    async mergesOf(pullRequest, mainBranch) {
      let branch = mainRemote2 === null ? `refs/heads/${mainBranch}` : `refs/remotes/${mainRemote2}/${mainBranch}`, search = [
        "--extended-regexp",
        ...[`\\(#${pullRequest}\\)$`, `^Merge pull request #${pullRequest} `, `!${pullRequest}$`].map((form) => `--grep=${form}`),
        `--max-count=${MAX_MERGES}`
      ], { exitCode, stdout, stderr } = await git([...LOG, ...search, FOUND, branch, "--"]);
      if (exitCode !== 0) {
        let { exitCode: missing } = await git(["rev-parse", "--verify", "--quiet", `${branch}^{commit}`]), fetched = mainRemote2 === null ? "" : ` of ${mainRemote2}`;
        return unavailable(
          missing === 0 ? stderr.trim() : `The branch ${mainBranch}${fetched} is not in this clone: its commits say which pull requests they merge.`
        );
      }
      return known(parseFound(stdout).filter(({ message }) => isMergeOf(message, pullRequest)));
    }
  };
}
async function isShallow(git) {
  return (await git(["rev-parse", "--is-shallow-repository"])).stdout.trim() === "true";
}
var isCommit = (line) => / commit \d+$/.test(line ?? ""), LOG = ["log", "-z", "--no-show-signature", "--no-color", "--encoding=UTF-8"], FOUND = "--format=%H%x00%ct%x00%s%x00%B";
function parseFound(stdout) {
  let fields = stdout.split("\0"), found = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    let [sha, seconds3, subject, message] = fields.slice(at, at + 4);
    found.push({ sha, at: new Date(Number(seconds3) * 1e3).toISOString(), subject, message });
  }
  return found;
}
function isMergeOf(message, pullRequest) {
  let [subject = "", ...body] = message.split(`
`);
  return subject.endsWith(`(#${pullRequest})`) || subject.startsWith(`Merge pull request #${pullRequest} `) || body.some((line) => /^See merge request \S+!(\d+)$/.exec(line)?.[1] === String(pullRequest));
}
var parseNodes = (stdout) => stdout.split(`
`).flatMap((line) => {
  let [seconds3 = "", sha, ...parents] = line.split(" ");
  return sha === void 0 ? [] : [{ sha, atMs: Number(seconds3) * 1e3, parents }];
});

// src/adapters/git-repository.ts
async function branchesWith(git, mainRemote2, sha) {
  let place = mainRemote2 === null ? "refs/heads/" : `refs/remotes/${mainRemote2}/`, listed = await git(["for-each-ref", "--format=%(refname)", `--contains=${sha}`, place]);
  if (listed.exitCode !== 0) throw unreadable(listed);
  return listed.stdout.split(`
`).filter((name) => name.startsWith(place)).map((name) => name.slice(place.length)).filter((name) => name !== "HEAD");
}
async function ancestry(git, sha, descendant) {
  let leads = (from, to) => git(["merge-base", "--is-ancestor", from, to]), { exitCode, stderr } = await leads(sha, descendant);
  if (exitCode === 0) return known(!0);
  let shallow = await isShallow(git);
  if (exitCode === 1 && (!shallow || (await leads(descendant, sha)).exitCode === 0)) return known(!1);
  let why = shallow ? CUT_OFF : stderr.trim().split(`
`).at(-1) ?? "";
  return unavailable(`${shortSha(sha)} cannot be compared with ${shortSha(descendant)}: ${why}`);
}
var CUT_OFF = "the history is cut off in this clone, and git fetch --unshallow --tags brings the rest";
var unreadable = ({ stderr }) => environmentError("NOT_A_REPOSITORY", `The repository cannot be read: ${stderr.trim()}`);
async function commitsBetween(git, from, to, limit) {
  let range = from === null ? [to] : [to, `^${from}`], log = ["log", "-z", "--no-merges", "--no-show-signature", "--no-color", "--encoding=UTF-8"], [shallow, listed, counted2, dropped] = await Promise.all([
    isShallow(git),
    git([...log, `--max-count=${limit}`, "--format=%H%x00%an%x00%s%x00%b", ...range, "--"]),
    git(["rev-list", "--no-merges", "--count", ...range, "--"]),
    from === null ? null : git(["rev-list", "--no-merges", "--count", from, `^${to}`, "--"])
  ]), failed3 = [listed, counted2, dropped].find((result) => result !== null && result.exitCode !== 0);
  if (failed3) return unknownHistory(from, to, failed3.stderr, shallow);
  let commits = parseLog(listed.stdout);
  return {
    kind: "known",
    value: {
      commits,
      more: Number(counted2.stdout) - commits.length,
      dropped: dropped === null ? 0 : Number(dropped.stdout),
      shallow
    }
  };
}
var BREAKING = /^BREAKING[ -]CHANGE: /m;
function parseLog(stdout) {
  let fields = stdout.split("\0"), commits = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    let [sha, author, subject, body] = fields.slice(at, at + 4);
    commits.push({ sha, author, subject, ...BREAKING.test(body) ? { breaking: !0 } : {} });
  }
  return commits;
}
async function changesBetween(git, from, to, folder) {
  let diff = ["diff-tree", "-r", "-z", "--no-renames", "--name-status"], { exitCode, stdout, stderr } = await git(["--literal-pathspecs", ...diff, from, to, "--", folder]);
  if (exitCode !== 0) return unknownHistory(from, to, stderr, await isShallow(git));
  let changes = { added: [], changed: [], removed: [] }, fields = stdout.split("\0");
  for (let at = 0; at + 1 < fields.length; at += 2) {
    let list = fields[at] === "A" ? "added" : fields[at] === "D" ? "removed" : "changed";
    changes[list].push(fields[at + 1]);
  }
  return known(changes);
}
function unknownHistory(from, to, stderr, shallow) {
  let versions = from === null ? shortSha(to) : `${shortSha(from)} and ${shortSha(to)}`;
  return unavailable(
    shallow ? `The history of ${versions} is not all here: ${CUT_OFF}` : `The history of ${versions} is not in this clone: ${stderr.trim().split(`
`).at(-1)}`
  );
}
async function contentsOf(git, sha, paths) {
  return paths.length === 0 ? [] : await catFiles(git, sha, paths) ?? Promise.all(paths.map(async (path) => (await catFiles(git, sha, [path]))?.[0] ?? null));
}
async function catFiles(git, sha, paths) {
  if (paths.some((path) => path.includes(`
`))) return null;
  let read = await readObjects(
    git,
    paths.map((path) => `${sha}:${path}`)
  );
  if (read === "not text") return null;
  if ("failed" in read) throw unreadableCommit(sha, read.failed);
  return read.objects.map((object2) => object2?.content ?? null);
}
var unreadableCommit = (sha, stderr) => environmentError("NOT_A_REPOSITORY", `Commit ${shortSha(sha)} cannot be read: ${stderr.trim()}`), POINTER = "version https://git-lfs.github.com/spec/v1";
async function treePartsOf(git, sha, reach) {
  try {
    let listed = await git(["ls-tree", "-r", "-z", "--full-tree", sha]);
    if (listed.exitCode !== 0) throw unreadableCommit(sha, listed.stderr);
    let entries = listed.stdout.split("\0").filter((entry) => entry !== ""), pathOf = (entry) => entry.slice(entry.indexOf("	") + 1), links = entries.filter((entry) => entry.startsWith("160000 ")).map(pathOf), attributes = entries.map(pathOf).filter((path) => /(^|\/)\.gitattributes$/.test(path)), [submodules, lfs] = await Promise.all([
      submodulesOf(git, sha, links, reach),
      pointersOf(git, sha, attributes)
    ]);
    return known({ submodules, lfs });
  } catch (error) {
    return unavailable(error);
  }
}
async function submodulesOf(git, sha, links, reach) {
  if (links.length === 0) return [];
  let [text3] = await contentsOf(git, sha, [".gitmodules"]), settings = parseConfigFile(text3 ?? ""), addressOf3 = (path) => {
    let owner = settings.find(({ key, value }) => /^submodule\..*\.path$/s.test(key) && value === path)?.key;
    return settings.findLast(({ key }) => key === owner?.replace(/path$/, "url"))?.value;
  };
  return Promise.all(
    links.map(async (path) => {
      let address = addressOf3(path);
      return {
        path,
        missing: address === void 0 ? "it has no address in .gitmodules" : await reach(address)
      };
    })
  );
}
async function pointersOf(git, sha, attributes) {
  if (!(await contentsOf(git, sha, attributes)).some((text3) => text3?.includes("filter=lfs"))) return [];
  let search = ["grep", "--files-with-matches", "-z", "-I", "--fixed-strings", "--full-name", "--no-color"], { exitCode, stdout, stderr } = await git([...search, "-e", POINTER, sha]);
  if (exitCode > 1) throw unreadableCommit(sha, stderr);
  let paths = stdout.split("\0").filter((name) => name !== "").map((name) => name.slice(sha.length + 1)), contents = await contentsOf(git, sha, paths);
  return paths.filter((_, index) => contents[index]?.startsWith(POINTER));
}

// src/engine/container-repository.ts
function containerRepository(directory, mainRemote2, git) {
  let repository = directory.asGit(), treeOf = (sha) => treeAt(directory, sha);
  return {
    async lookUp(tag, mainBranch) {
      let branch = mainRemote2 === null ? `refs/heads/${mainBranch}` : `refs/remotes/${mainRemote2}/${mainBranch}`, [sha, main, shallow] = await Promise.all([
        commitOf(repository, `refs/tags/${tag}`),
        // looked up first, because an engine shows an error for a missing ref even when the call goes well
        hasRef(directory, branch).then((there) => there ? commitOf(repository, branch) : null),
        directory.exists("shallow")
      ]), onMain = sha === null || main === null ? null : await isAncestor(repository, sha, main);
      return { sha, onMain, mainRemote: mainRemote2, shallow };
    },
    branchesWith: (sha) => branchesWith(git, mainRemote2, sha),
    // an engine lists an annotated tag twice once it was looked up
    tags: async () => [...new Set(await repository.tags())],
    async isAncestor(sha, descendant) {
      if (await directory.exists("shallow")) return ancestry(git, sha, descendant);
      try {
        return known(await isAncestor(repository, sha, descendant));
      } catch (error) {
        return unavailable(error);
      }
    },
    log: (from, to, limit) => commitsBetween(git, from, to, limit),
    changes: (from, to, folder) => changesBetween(git, from, to, folder),
    files: (sha, folder) => filesBelow(treeOf(sha), folder),
    contents: (sha, paths) => Promise.all(paths.map((path) => contentsOf2(treeOf(sha), path))),
    async treeParts(sha) {
      try {
        let [modules, attributes] = await Promise.all(
          [".gitmodules", "**/.gitattributes"].map((pattern) => treeOf(sha).glob(pattern))
        );
        return modules?.length === 0 && attributes?.length === 0 ? { kind: "known", value: { submodules: [], lfs: [] } } : treePartsOf(git, sha, async () => null);
      } catch (error) {
        return {
          kind: "unavailable",
          message: `The tree cannot be checked out on an engine: ${messageOf(error)}`
        };
      }
    },
    ...gitLookup(git, mainRemote2)
  };
}
var treeAt = (directory, sha) => directory.asGit().ref(sha).tree({ discardGitDir: !0 });
async function filesBelow(tree, folder) {
  let prefix = folder === "" ? "" : `${folder}/`;
  return (await orNothing(tree.directory(folder === "" ? "." : folder).glob("**/*")) ?? []).filter((path) => !path.endsWith("/")).map((path) => `${prefix}${path}`);
}
var contentsOf2 = (tree, path) => orNothing(tree.file(path).contents());
async function orNothing(answer) {
  try {
    return await answer;
  } catch (error) {
    if (/no such file or directory|not a (directory|file)/i.test(messageOf(error))) return null;
    throw error;
  }
}
async function hasRef(directory, name) {
  let [loose, packed, elsewhere] = await Promise.all(
    [name, "packed-refs", "reftable"].map((path) => directory.exists(path))
  );
  return loose || elsewhere ? !0 : packed === !0 && (await directory.file("packed-refs").contents()).includes(` ${name}
`);
}
async function commitOf(repository, name) {
  let ref = repository.ref(name);
  try {
    return await ref.ref() === name ? await ref.commit() : null;
  } catch (error) {
    if (/does not contain ref/.test(messageOf(error))) return null;
    throw error;
  }
}
async function isAncestor(repository, sha, descendant) {
  if (sha === descendant) return !0;
  let common = repository.ref(sha).commonAncestor(repository.ref(descendant));
  try {
    return await common.commit() === sha;
  } catch (error) {
    let message = messageOf(error);
    if (/merge-base failed: .*exit status 1\b/.test(message)) return !1;
    throw environmentError(
      "NOT_A_REPOSITORY",
      `Commit ${sha} cannot be compared with ${descendant}: ${message}`
    );
  }
}

// src/engine/container-services.ts
var PORT = 8080, ContainerServices = class {
  treeOf;
  prepared = null;
  running = [];
  /** @param treeOf the tree of a commit in which its services run, new at every call */
  constructor(treeOf) {
    this.treeOf = treeOf;
  }
  /** Starts the services early, while the gates are judged. Nothing can reach them until `serve` takes them. */
  prepare(stage, release, services) {
    let started2 = this.startAll(stage, release, services);
    this.prepared = { sha: release.sha, started: started2 }, started2.catch(() => {
    });
  }
  async serve(stage, release, services, claim) {
    let early = this.prepared?.sha === release.sha ? this.prepared.started : null;
    this.prepared = null, await claim();
    let started2 = await (early ?? this.startAll(stage, release, services)), previous = this.running;
    return this.running = started2, await end(previous), Object.fromEntries(started2.map(({ name, url }) => [name, url]));
  }
  /** Whether a host name is a running service of this call. */
  owns(hostname) {
    return this.running.some(({ url }) => new URL(url).hostname === hostname);
  }
  async startAll(stage, release, services) {
    return Promise.all(defineServices(await this.treeOf(stage, release), services).map(startService));
  }
};
function defineServices(container, services) {
  let defined = [];
  for (let { name, argv, env } of services) {
    let urls = Object.fromEntries(
      defined.map((earlier) => [earlier.name, `http://${earlier.name}:${PORT}`])
    ), bound = defined.reduce(
      (current, earlier) => current.withServiceBinding(earlier.name, earlier.service),
      container
    ), exposed = Object.entries({ ...env, PORT: String(PORT), HOST: "0.0.0.0" }).reduce(
      (current, [key, value]) => current.withEnvVariable(key, fill(value, urls)),
      bound
    ).withExposedPort(PORT, { experimentalSkipHealthcheck: !0 });
    defined.push({ name, service: exposed.asService({ args: [...argv] }) });
  }
  return defined;
}
var end = (services) => Promise.allSettled(services.map(({ service }) => service.stop({ kill: !0 })));
async function startService({ name, service }) {
  let started2 = await service.start();
  return { name, service: started2, url: await started2.endpoint({ port: PORT, scheme: "http" }) };
}

// src/engine/container.ts
var WORKDIR = "/app", CACHES2 = "/pipeline-caches", SECRET_FILES = "/run/pipeline-secrets", MASKED_FORMS = "/run/pipeline-masks", MAX_MASKED_FORMS = 200;
function containerWorkbench(git, defaultImage, nonce, served) {
  let filesOf = ({ sha }) => treeAt(git, sha), inImage = (files, image) => dag.container().from(image).withDirectory(WORKDIR, files).withWorkdir(WORKDIR), treeOf = async (release) => {
    let { others } = await formsOf(Object.values(served));
    return withForms(await withSecrets(inImage(filesOf(release), defaultImage), served, nonce), others, nonce);
  }, services = new ContainerServices(
    async (stage, release) => (await treeOf(release)).withEnvVariable("PIPELINE_NONCE", `${stage}-${nonce()}`)
  );
  return {
    serviceOf: async (release, specs) => defineServices(await treeOf(release), specs).at(-1)?.service,
    prepare: (stage, release, specs) => services.prepare(stage, release, specs),
    async checkOut(release, image = defaultImage, first) {
      let files = filesOf(release);
      if (first === void 0) return new ContainerTree(await inImage(files, image).sync(), null, nonce);
      let some = inImage(files.filter({ include: [...first] }), image);
      return new ContainerTree(await some.sync(), files, nonce);
    },
    serve: (stage, release, specs, claim) => services.serve(stage, release, specs, claim),
    // what a command left running ends with its container, and services with the call that started them
    served: async () => null,
    owns: (hostname) => services.owns(hostname)
  };
}
async function withSecrets(container, secrets, nonce) {
  let current = container;
  for (let [name, value] of Object.entries(secrets))
    current = current.withSecretVariable(name, await secretOf(name, value, nonce));
  return current;
}
async function formsOf(secrets) {
  let values = await Promise.all(secrets.map((secret) => secret.plaintext())), masker = maskerOf(values), others = masker.forms.filter((form) => !values.some((value) => value.trim() === form));
  return { masker, others: others.slice(0, MAX_MASKED_FORMS) };
}
var withForms = (container, forms, nonce) => forms.reduce((around, form, number) => {
  let secret = dag.setSecret(`form-${number}-${nonce()}`, form);
  return around.withMountedSecret(`${MASKED_FORMS}/${number}`, secret);
}, container);
async function secretOf(name, value, nonce) {
  return "uri" in value ? value : dag.setSecret(`${name}-${nonce()}`, await value.plaintext());
}
var ContainerTree = class {
  isWatched = !0;
  container;
  /** what `complete` adds; null when nothing is left out */
  whole;
  nonce;
  constructor(container, whole, nonce) {
    this.container = container, this.whole = whole, this.nonce = nonce;
  }
  async complete() {
    this.whole !== null && (this.container = this.container.withDirectory(WORKDIR, this.whole)), this.whole = null;
  }
  async run(argv, options) {
    let { signal } = options;
    if (signal.aborted) throw new Error("the run was interrupted");
    let running = this.exec(argv, options), abandon = () => {
    }, abandoned = new Promise((resolve) => {
      abandon = () => resolve({ exitCode: null, stdout: "", stderr: "", timedOut: !1, isWhole: !1 });
    });
    signal.addEventListener("abort", abandon, { once: !0 });
    try {
      return await Promise.race([running, abandoned]);
    } finally {
      signal.removeEventListener("abort", abandon), running.catch(() => {
      });
    }
  }
  async exec(argv, options) {
    let { timeoutMs, graceMs = 1e4, isDocument = !1, secrets = {}, secretFiles = {} } = options, [equipped, { masker, others }] = await Promise.all([
      this.equip(options),
      formsOf([secrets, secretFiles].flatMap(Object.values))
    ]), ready = await this.masked(equipped, others), started2 = performance.now(), argvInTime = ["timeout", "-k", seconds2(graceMs), seconds2(timeoutMs), ...argv], limits = isDocument ? DOCUMENT : LINES, { container, ...ran } = await execTool(ready, argvInTime, limits, masker);
    if (isNotStarted(argv, ran)) throw new Error(ran.stderr.trim());
    return this.container = this.container.withRootfs(container.rootfs()), { ...ran, timedOut: ran.exitCode !== 0 && performance.now() - started2 >= timeoutMs };
  }
  /** The container in which a command would run, but for its secrets. */
  around({
    env,
    directory = ".",
    caches = {}
  }) {
    let container = this.container.withWorkdir(posix2.join(WORKDIR, directory));
    for (let [name, value] of Object.entries(env)) container = container.withEnvVariable(name, value);
    for (let [name, key] of Object.entries(caches)) {
      let path = `${CACHES2}/${key}`;
      container = container.withMountedCache(path, dag.cacheVolume(`pipeline-${key}`)).withEnvVariable(name, path);
    }
    return container;
  }
  async equip({ secrets = {}, secretFiles = {}, purpose, ...around }) {
    let container = await withSecrets(this.around(around), secrets, this.nonce);
    for (let [name, value] of Object.entries(secretFiles)) {
      let path = `${SECRET_FILES}/${name}`;
      container = container.withMountedSecret(path, await secretOf(name, value, this.nonce)).withEnvVariable(name, path);
    }
    return purpose === "install" ? container : container.withEnvVariable("PIPELINE_NONCE", this.nonce());
  }
  /** The container, ready, with all forms of its secrets masked. */
  async masked(container, others) {
    if (others.length === 0) return container.sync();
    let masked = withForms(container, others, this.nonce);
    return inOneLine(`other forms of its secrets: ${others.length}`, () => masked.sync());
  }
  has(path) {
    return this.container.exists(path);
  }
  async readText(path, part) {
    let is = (expectedType) => this.container.exists(path, { expectedType });
    if (!await is(ExistsType.RegularType)) {
      if (!await this.has(path) || await is(ExistsType.DirectoryType)) return null;
      throw new Error("it is not a plain file");
    }
    let file = this.container.file(path);
    if (part === "end") return endOf2(this.container, file, path, 1048576);
    let size = await file.size();
    if (size <= 1048576) return file.contents();
    throw new Error(`it has ${size} bytes, and no more than ${1048576} are read`);
  }
  async remove(path) {
    this.container = this.container.withoutFile(path);
  }
  async dispose() {
  }
}, isNotStarted = ([program = ""], { exitCode, stdout, stderr }) => (exitCode === 126 || exitCode === 127) && stdout === "" && /^timeout:[^\n]*\n?$/.test(stderr) && stderr.includes(program), seconds2 = (ms) => String(Math.ceil(ms / 1e3));

// src/engine/container-git.ts
import { dag as dag2 } from "@dagger.io/dagger";
var SCRIPT_PATH = "/pipeline-git", STDIN = "/.pipeline-stdin", ANSWER = "/tmp/.pipeline-answer", SCRATCH = "/scratch", SCRIPT = String.raw`#!/bin/sh
repository=$1 format=$2 starter=$3 stdin=$4 nonce=$5
shift 5
{
  if [ -n "$format" ] && ! [ -d "$repository/objects/info" ]; then
    git init -q --bare --object-format="$format" "$repository"
  fi &&
  $starter git -c 'safe.directory=*' -c gc.auto=0 -c core.hooksPath=/dev/null -c core.attributesFile=/dev/null \
    --git-dir "$repository" "$@" <"$stdin"
} >${ANSWER}.out 2>${ANSWER}.err
{ echo $?; sed 's/^/!/' ${ANSWER}.err; printf '\n.\n'; cat ${ANSWER}.out; printf %s "$nonce"; } >${ANSWER}
`, withGitEnvironment = (container) => container.withEnvVariable("LC_ALL", "C").withEnvVariable("GIT_TERMINAL_PROMPT", "0").withEnvVariable("GIT_NO_REPLACE_OBJECTS", "1").withNewFile(SCRIPT_PATH, SCRIPT), containerGit = (container, repository, nonce) => (args, stdin) => execGit(container, repository, args, nonce, stdin);
function scratchGit(container, objectFormat, limitMs, nonce) {
  let own = container.withMountedCache(SCRATCH, dag2.cacheVolume(`pipeline-scratch-${nonce()}`)), git = containerGit(own, { path: `${SCRATCH}/repo.git`, objectFormat, limitMs }, nonce), next = sequence();
  return (args, stdin) => next(() => git(args, stdin));
}
function execGit(container, { path, objectFormat, limitMs }, args, nonce, stdin) {
  let id = nonce(), given = stdin === void 0 ? container : container.withMountedSecret(STDIN, dag2.setSecret(`stdin-${id}`, stdin), { mode: 292 }), starter = limitMs === void 0 ? "" : `timeout ${Math.ceil(limitMs / 1e3)}`, argv = ["sh", SCRIPT_PATH, path, objectFormat, starter, stdin === void 0 ? "/dev/null" : STDIN, id, ...args], ran = given.withExec(argv, { noInit: !0 }), answered = async () => {
    let began = performance.now();
    try {
      let answer = parseAnswer(await ran.file(ANSWER).contents(), id);
      if (answer.exitCode === 0 || limitMs === void 0 || performance.now() - began < limitMs) return answer;
      let stderr = `${answer.stderr}git ${args[0]} did not end within ${limitMs} ms
`;
      return { ...answer, stderr, timedOut: !0 };
    } catch (error) {
      if (!isExecError(error)) throw error;
      let { exitCode, stdout, stderr } = error;
      return { exitCode, stdout, stderr };
    }
  };
  return inOneLine(`git ${args[0]}`, answered);
}
var DOT = `
.
`;
function parseAnswer(answer, nonce) {
  let end2 = answer.indexOf(DOT);
  if (end2 < 0 || !answer.endsWith(nonce))
    return { exitCode: 1, stderr: "the engine gave only a part of git's answer", stdout: "" };
  let [exitCode = "", ...lines] = answer.slice(0, end2).split(`
`), stderr = lines.map((line) => line.replace(/^!/, "")).join(`
`);
  return { exitCode: Number(exitCode), stderr, stdout: answer.slice(end2 + DOT.length, -nonce.length) };
}
var CACHE = "/ledger", TRANSPORT = "/transport.config";
async function containerLedger(container, { settings, gitToken }, { app, ledger }, nonce, common) {
  let apart = /* @__PURE__ */ new Set();
  if (ledger.remote === void 0) {
    let cached = container.withMountedCache(CACHE, dag2.cacheVolume(`pipeline-ledger-${app}`)), path = `${CACHE}/repo.git`, git = containerGit(cached, { path, objectFormat: "sha1" }, nonce), shared2 = { ...common, app, apart, where: "a cache volume of this engine (other engines do not see it)" };
    return { ledger: sharedStore(git, shared2), heartbeats: sharedStore(git, shared2, "heartbeat") };
  }
  let { settings: withLedger, name } = withRemote(settings, ledger.remote), base = withTransport(container, transportOf(withLedger), nonce), authorized = gitToken === null ? base : withToken(base, gitToken), objectFormat = settings.findLast(({ key }) => key === "extensions.objectformat")?.value ?? "sha1", limitMs = answerLimitMs(ledger.heartbeatSeconds), scratch = () => scratchGit(authorized, objectFormat, limitMs, nonce), shared = { ...common, app, apart, where: `remote ${ledger.remote}` };
  return {
    ledger: remoteStore(scratch(), name, shared),
    heartbeats: remoteStore(scratch(), name, shared, "heartbeat")
  };
}
function withTransport(container, { settings, secrets }, nonce) {
  let secretOf2 = (name, text3) => dag2.setSecret(`${name}-${nonce()}`, text3), configured = container.withMountedSecret(TRANSPORT, secretOf2("git-transport", formatConfigFile(settings)), { mode: 292 }).withEnvVariable("GIT_CONFIG_GLOBAL", TRANSPORT);
  return Object.entries(secrets).reduce(
    (current, [name, text3]) => current.withSecretVariable(name, secretOf2(name, text3)),
    configured
  );
}
var ASKPASS = `#!/bin/sh
case "$1" in
  Username*) echo x-access-token ;;
  *) printf '%s\\n' "$PIPELINE_GIT_TOKEN" ;;
esac
`, withToken = (container, token) => container.withNewFile("/askpass", ASKPASS, { permissions: 493 }).withEnvVariable("GIT_ASKPASS", "/askpass").withSecretVariable("PIPELINE_GIT_TOKEN", token);

// src/engine/wire.ts
var say = (line) => {
  console.error(line);
}, engineRunner = (caller) => ({
  withContext: (body) => inContext(caller, async ({ context, remarked }, masker) => {
    try {
      return withoutSecrets(await body(context), masker);
    } finally {
      await remarked, await context.ports.deployer.close?.();
    }
  }),
  alone: async () => ({
    clock: systemClock,
    say,
    identity: { runId: crypto.randomUUID(), actor: caller.actor }
  })
}), secretsOf3 = (caller) => {
  let { slackSigningSecret, databaseUrl, gitToken, githubToken, oidcUrl, oidcToken } = caller, { awsAccessKeyId, awsSecretAccessKey, awsSessionToken, awsCredentials } = caller;
  return [
    slackSigningSecret,
    databaseUrl,
    gitToken,
    githubToken,
    oidcUrl,
    oidcToken,
    awsAccessKeyId,
    awsSecretAccessKey,
    awsSessionToken,
    awsCredentials,
    ...caller.secret ?? []
  ].filter((secret) => secret !== void 0);
};
async function maskerFor(secrets) {
  let values = await Promise.allSettled(secrets.map((secret) => secret.plaintext()));
  return maskerOf(values.flatMap((value) => value.status === "fulfilled" ? [value.value] : []));
}
var withWorkbench = (caller, body) => inContext(caller, async (opened) => {
  let given = await body(opened);
  return await opened.remarked, given;
});
async function inContext(caller, body) {
  let secrets = await secretsFor(caller);
  return masking(secrets.masker, async () => body(await openContext(caller, secrets), secrets.masker));
}
async function secretsFor(caller) {
  let [separate, joined] = await Promise.all([
    nameSecrets(caller.secret ?? [], caller.secretName ?? []),
    caller.secretsJson === void 0 ? /* @__PURE__ */ new Map() : parseSecrets(await caller.secretsJson.plaintext())
  ]), hidden = [...secretsOf3(caller), ...joined.values()];
  return { named: new Map([...joined, ...separate]), hidden, masker: await maskerFor(hidden) };
}
var ofApplication = (config, named, { databaseUrl, slackSigningSecret }) => {
  let { database, slack } = ownVariables(config), own = Object.entries({ [database]: databaseUrl, [slack]: slackSigningSecret });
  return Object.fromEntries([...named, ...own.flatMap(([name, one]) => one ? [[name, one]] : [])]);
};
function identityOf(actor, ci, heartbeatSeconds) {
  let trace = parseTraceParent(process.env.TRACEPARENT);
  return {
    runId: crypto.randomUUID(),
    actor,
    host: "engine",
    pid: null,
    ...trace === null ? {} : { traceId: trace.traceId },
    runner: { kind: "engine", ci, heartbeatSeconds }
  };
}
async function openContext(caller, { named, hidden, masker }) {
  let ci = readCiRun(caller.ciRun), nonce = () => crypto.randomUUID(), { text: text3, name } = await caller.config, config = parseConfig(text3, name ?? CONFIG_FILE), settings = parseConfigFile(await caller.settings), gitContainer = withGitEnvironment(await caller.gitContainer), main = mainRemote(settings, config.ledger.remote, config.mainBranch), image = caller.image === "" ? config.image : caller.image, { slackSigningSecret = null, databaseUrl = null, gitToken = null, githubToken = null } = caller, served = ofApplication(config, named, caller), workbench = containerWorkbench(caller.git, image ?? DEFAULT_IMAGE, nonce, served), git = repositoryGit(gitContainer, caller.git, nonce), { signal } = new AbortController(), stores = await containerLedger(gitContainer, { settings, gitToken }, config, nonce, { means: { clock: systemClock, signal }, say }), context = assemble({
    config,
    identity: identityOf(caller.actor, ci, config.ledger.heartbeatSeconds),
    git,
    repository: containerRepository(caller.git, main, git),
    ...stores,
    runs: engineRuns,
    workbench,
    image,
    owns: (hostname) => workbench.owns(hostname),
    engine: async () => ({ kind: "known", value: await dag3.version() }),
    origin: main && addressOf(settings, main),
    github: {
      apiUrl: null,
      token: githubToken
    },
    aws: {
      given: async () => givenCredentials(caller),
      endpoint: caller.awsEndpointUrl || null,
      proxies: process.env
    },
    secret: (wanted) => named.get(wanted) ?? null,
    database: {
      secret: databaseUrl,
      absent: "No address of the database is given: --database-url env://DATABASE_URL."
    },
    slack: {
      secret: slackSigningSecret,
      absent: "no signing secret is given: --slack-signing-secret env://SLACK_SIGNING_SECRET"
    },
    hidden,
    masker,
    // an engine has no terminal
    askSecret: async () => null,
    tracer: engineTracer,
    say,
    signal
  }), remarked = caller.isLook ? Promise.resolve() : remark(git, name, text3);
  return { context, workbench, image, remarked };
}
async function remark(git, name, text3) {
  if (name === null || text3 === null) return;
  let doubt = await uncommitted(git, name, text3).catch(() => null);
  doubt !== null && say(doubt);
}
async function nameSecrets(secrets, names) {
  let given = await Promise.all(
    secrets.map(async (secret, index) => {
      let uri = names.length > 0 ? "" : await secret.uri();
      return [names[index] ?? /^env:\/\/(\w+)$/.exec(uri)?.[1] ?? "", secret];
    })
  ), named = new Map(given);
  if (named.size === secrets.length && !named.has("") && [0, secrets.length].includes(names.length))
    return named;
  throw usageError("USAGE", "The call cannot be understood.", [{ path: "--secret", message: "needs a name for each: --secret env://NAME has one; for others, and for two of the same value, give --secret-name as often as --secret, in the same order" }]);
}
function parseSecrets(text3) {
  let read = readJson(text3), given = read.ok ? read.value : null, entries = typeof given == "object" ? Object.entries(given ?? {}) : [];
  if (entries.length === 0 || entries.some(([, value]) => typeof value != "string"))
    throw usageError("USAGE", "The call cannot be understood.", [{ path: "--secrets-json", message: 'must be a JSON object of names and texts: {"REGISTRY_LOGIN": "…"}' }]);
  return new Map(entries.map(([name, value]) => [name, { plaintext: async () => value }]));
}
function readCiRun(text3) {
  let ci = text3 === "" ? null : parseCiRun(text3);
  if (text3 === "" || ci !== null) return ci;
  let message = `is ${JSON.stringify(clip(text3))}, must be written as ${CI_RUN_FORM}`;
  throw usageError("USAGE", "The call cannot be understood.", [{ path: "--ci-run", message }]);
}
function givenCredentials(caller) {
  let { oidcUrl: url, oidcToken: token } = caller, { awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey } = caller;
  return {
    oidc: url && token ? { url, token } : null,
    keys: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, sessionToken: caller.awsSessionToken ?? null } : null,
    exported: caller.awsCredentials ?? null,
    ambient: null
  };
}
var REPOSITORY = "/repository.git", repositoryGit = (container, git, nonce) => containerGit(container.withMountedDirectory(REPOSITORY, git), { path: REPOSITORY, objectFormat: "" }, nonce), DEFAULT_IMAGE = "node:24.13.1-alpine";

// src/engine/call-command.ts
var PROGRAM2 = "dagger call", callCommand = (command2, caller, { format, ...given }) => explained(async () => {
  let report = await runCommand(
    command2,
    valuesOf(command2, given),
    engineRunner({ ...caller, isLook: isLook(command2) })
  ), text3 = await rendered(report, format, PROGRAM2);
  if (succeeds(command2, report)) return text3;
  throw new Error(text3);
}), giveWorkbench = (caller, given) => ofVersion("workbench", caller, given, async ({ context, workbench, image }, { stage, release }) => {
  let { config, ports } = context, around = { stage, release, signal: ports.signal, say: ports.say }, opened = await openWorkbench(config.deployer, workbench, image, {}, around);
  return opened.tree.around(opened);
}), giveService = (caller, given) => ofVersion("serve", caller, given, async ({ context, workbench }, { stage, release, service }) => {
  let { deployer } = context.config;
  if (deployer.kind !== "sandbox") throw new PipelineError("usage", reason("NOT_A_SANDBOX"));
  let services = sandboxServices(deployer, stage, release, service);
  return await workbench.serviceOf(release, services);
}), ofVersion = (command2, caller, given, body) => explained(
  () => withWorkbench({ ...caller, isLook: isLook(command2) }, async (opened) => {
    let { tag, stage, service = null } = valuesOf(command2, given), { config, ports } = opened.context, { sha } = await ports.repository.lookUp(tag, config.mainBranch);
    if (sha === null) throw usageError("TAG_NOT_FOUND", `The repository has no tag ${clip(tag)}.`);
    return body(opened, { stage, service, release: { tag, sha } });
  })
);
function valuesOf(command2, given) {
  let texts = Object.entries(given).filter(([, value]) => value !== ""), { values, problems } = readValues(command2, Object.fromEntries(texts));
  if (problems.length > 0) throw usageError("USAGE", "The call cannot be understood.", problems);
  return values;
}
async function explained(body) {
  try {
    return await body();
  } catch (error) {
    throw error instanceof PipelineError ? new Error(spell(renderError(error), PROGRAM2)) : error;
  }
}
export {
  callCommand,
  giveService,
  giveWorkbench
};
