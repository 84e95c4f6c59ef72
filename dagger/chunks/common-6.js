// Made by `npm run build` from src/engine: change it there.
import {
  INSTALL_FILES,
  LOCKFILES,
  chooseInstallation
} from "./core-sst-package-manager.js";
import {
  KNOWN_FAILURES
} from "./core-sst-failures.js";
import {
  fill
} from "./core-config-tools.js";
import {
  messageOf
} from "./core-errors.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import {
  ageOf,
  clip,
  tailOf
} from "./core-text.js";
import {
  array,
  boolean,
  object,
  picklist,
  record,
  safeParse,
  string,
  union
} from "./valibot.js";

// src/adapters/tool.ts
var RUN_VARIABLE = "PIPELINE_RUN_ID", FENCE_VARIABLE = "PIPELINE_FENCE", releaseEnvironment = (stage, { tag, sha }) => ({
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
${stderr}`), nameOf = (argv) => clip(argv.join(" "), 200);
function faultOf(argv, result, limits, codes) {
  let name = nameOf(argv);
  if (result.timedOut)
    return { code: codes.late, message: `${name} did not finish within ${limits.timeoutMs / 1e3} s.` };
  if (result.exitCode === 0) return null;
  if (limits.signal.aborted) return { code: "INTERRUPTED", message: `${name} was interrupted.` };
  let how = result.exitCode === null ? "was ended by a signal" : `ended with exit code ${result.exitCode}`;
  return { code: codes.failed, message: `${name} ${how}.` };
}
var DEPLOY_CODES = { failed: "DEPLOY_FAILED", late: "DEPLOY_TIMEOUT" }, failed = (changed, why, log = []) => ({
  ok: !1,
  changed,
  reason: why,
  log
});

// src/adapters/command.ts
var NO_SECRETS = { secrets: {}, secretFiles: {} };
function commandDeployer(config, workbench, image, given = NO_SECRETS) {
  return {
    async deploy(deployment) {
      let tree;
      try {
        tree = await workbench.checkOut(deployment.release, image);
      } catch (error) {
        return failed(!1, reason("DEPLOY_FAILED", `The tree cannot be checked out: ${messageOf(error)}`));
      }
      try {
        return await deployTree(config, workbench, tree, deployment, given);
      } finally {
        await tree.dispose();
      }
    },
    reach: async (_stage, running) => running.outputs
  };
}
var installTree = async (config, tree, around) => config.install === void 0 ? null : runStep(config, tree, around, config.install, "install"), commandEnvironment = (config, stage, release) => ({
  ...filledEnvironment(config.env, stage, release),
  ...releaseEnvironment(stage, release)
});
async function deployTree(config, workbench, tree, deployment, given) {
  let { deploy, outputs: file } = config, missing = await installTree(config, tree, deployment);
  if (missing !== null) return missing;
  let before = file === void 0 ? null : await tree.readText(file).catch(() => null);
  await workbench.endRun?.(deployment.runId);
  let refused = await runStep(config, tree, deployment, deploy, deployment, given);
  return refused !== null ? refused : file === void 0 ? { ok: !0, outputs: {} } : readOutputs(tree, file, before, deployment.say);
}
async function runStep(config, tree, { stage, release, signal, say, hear = say }, argv, purpose, given = NO_SECRETS) {
  let deployment = purpose === "install" ? null : purpose, filled = argv.map((argument) => fill(argument, { stage, ...release })), name = nameOf(filled.slice(0, 1));
  signal.aborted || await deployment?.claimEffect(`${name} is started to deploy`);
  let limits = { timeoutMs: config.timeoutSeconds * 1e3, signal }, result;
  try {
    if (signal.aborted)
      return failed(!1, reason("INTERRUPTED", `The run was interrupted before ${name} was started.`));
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
    return failed(!1, reason("DEPLOY_FAILED", `${name} cannot be started: ${messageOf(error)}`));
  }
  let fault = faultOf(filled, result, limits, DEPLOY_CODES);
  return fault === null ? null : failed(deployment !== null, reason(fault.code, fault.message), lastLines(result));
}
async function readOutputs(tree, file, before, say) {
  let refuse = (message) => failed(!0, reason("OUTPUTS_MISSING", message)), after;
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
  for (let [name, why] of ignored) say(`${file}: "${clip(name, 100)}" ${why}, so it is ignored`);
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
    let text = String(value), size = name.length + text.length;
    text.length > MAX_VALUE ? ignored.push([name, `is longer than ${MAX_VALUE} characters`]) : size > left ? ignored.push([name, `does not fit: outputs have ${MAX_OUTPUTS} characters together`]) : (left -= size, Object.defineProperty(outputs, name, {
      value: text,
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
  stream.setEncoding("utf8"), stream.on("data", (text) => {
    let [first = "", ...more] = String(text).split(`
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
  }, from = createRequire(join(process.cwd(), "package.json")), known = (from.resolve.paths("sst") || []).map((path) => join(path, "sst", "package.json")).find(isFile);
  known === void 0 && (console.error("sst is not among the tree's dependencies"), process.exit(1));
  let name = `sst-${process.platform}-${process.arch}`;
  for (let near of [createRequire(realpathSync(known)), from])
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
  let [app, stage] = process.argv.slice(1), text = await (await stateOf(app, stage)).read("lock", stage);
  return { lock: text === null ? null : JSON.parse(text) };
}
async function readUpdate() {
  let [app, stage, run] = process.argv.slice(1), state = await stateOf(app, stage);
  for (let name of await state.list(`update/${stage}`)) {
    let text = await state.read("update", `${stage}/${name.replace(/\.json$/, "")}`), { id, runID } = text === null ? Object() : JSON.parse(text);
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
  run(argv, { stage, release, signal, credentials }, { env = {}, say = () => {
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
      say,
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
async function prepareTree(config, workbench, image, { stage, release, signal, say }, given) {
  let deployFailed = (message) => new Unprepared(reason("DEPLOY_FAILED", message)), tree = await checkOutForInstall(workbench, config, release, image).catch((error) => {
    throw deployFailed(`The tree cannot be checked out: ${messageOf(error)}`);
  });
  try {
    let { PIPELINE_STAGE, PIPELINE_TAG, PIPELINE_SHA, ...env } = sstEnvironment(config, stage, release), timeoutMs = Math.min(INSTALL_TIMEOUT_MS, config.timeoutSeconds * 1e3), installed = await install(config, tree, { env, timeoutMs, signal, say }).catch((error) => {
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
    let { sha } = around.release, known = this.prepared.get(sha);
    if (known !== void 0) return known;
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

// src/core/sst/answer.ts
function classify(answer) {
  let app = appOf(answer);
  if (isComplete(answer)) return { kind: "complete", app };
  let log = relevantLines(answer);
  if (endedByItself(answer) && /^\|\s+Locked\s/m.test(answer.stdout)) return { kind: "locked", app, log };
  let text = [answer.stdout, answer.stderr, answer.log ?? ""].join(`
`);
  for (let { pattern, reason: explain, harmless } of KNOWN_FAILURES) {
    let found = pattern.exec(text);
    if (found === null) continue;
    let refused = saidThatItStopped(answer) || harmless === !0 && didNothing(answer);
    return { kind: "failed", reason: explain(found), changed: !refused, log };
  }
  return { kind: "failed", reason: reason("DEPLOY_FAILED", describe(answer)), changed: !saidThatItStopped(answer), log };
}
var endedByItself = ({ exitCode, isWhole }) => exitCode !== null && exitCode > 0 && exitCode < SIGNALLED && isWhole, SIGNALLED = 128, saidThatItStopped = (answer) => endedByItself(answer) && /^✕/mu.test(answer.stderr) && !/^~ {2}Deploy\s*$/m.test(answer.stdout), didNothing = (answer) => endedByItself(answer) && !/^\|\s+(?!Error\s)\S/m.test(answer.stdout), isComplete = ({ exitCode, stdout, stderr }) => exitCode === 0 && finalWord(stdout) === "Complete" && !/^✕/mu.test(stderr) && !/^✕/mu.test(stdout);
function finalWord(stdout) {
  return [...stdout.matchAll(/^[✓✕] {2}(\S.*?)\s*$/gmu)].at(-1)?.[1] ?? null;
}
var appOf = ({ stdout }) => /^➜ {2}App:\s+(\S+)\s*$/mu.exec(stdout)?.[1] ?? null;
function describe({ exitCode, stdout }) {
  let ended = exitCode === null ? "was ended by a signal" : `ended with exit code ${exitCode}`, word = finalWord(stdout);
  return word === null ? `sst deploy ${ended}.` : exitCode === 0 || word === "Complete" ? `sst deploy ${ended}, but its last word is "${word}".` : `sst deploy ${ended}.`;
}
var LIMIT = 20;
function relevantLines({ stdout, stderr, log }) {
  let said = withoutOutputs(meaningful(stdout)), verdict = said.findLastIndex((line) => line.startsWith("✕")), hidden = [...(verdict === -1 ? log ?? "" : "").matchAll(/level=ERROR .*?err="((?:[^"\\]|\\.)*)"/g)].map(
    (found) => found[1].replaceAll('\\"', '"')
  );
  return [...verdict === -1 ? said : said.slice(verdict), ...meaningful(stderr), ...hidden].slice(-LIMIT);
}
var NOISE = /^\s+at .+:\d+|^\s+(?:promise: Promise \{|secretName: ).*|^\}$|^SST \S+ ready!|^➜ {2}App:|^ {3}Stage:|^~ {2}\S/u, meaningful = (text) => text.split(`
`).map((line) => line.trimEnd()).filter((line) => line !== "" && !NOISE.test(line));
function withoutOutputs(lines) {
  let inOutputs = !1;
  return lines.filter((line) => /^[✓✕|~➜]/u.test(line) ? (inOutputs = line.startsWith("✓"), !0) : !inOutputs);
}
function progressFilter() {
  let over = !1;
  return (line) => over ? !1 : (over = /^✓ {2}/u.test(line), line.trim() !== "");
}
var Step = object({ op: string(), type: string(), name: string() }), DiffResult = union([object({ steps: array(Step) }), object({ error: string() })]), IDLE = ["same", "read", "refresh"], REPLACE = ["replace", "create-replacement", "delete-replaced", "discard-replaced"];
function changesOf(result) {
  let parsed = safeParse(DiffResult, result);
  if (!parsed.success) return { kind: "unavailable", message: "The answer of sst diff cannot be read." };
  if ("error" in parsed.output) return { kind: "unavailable", message: parsed.output.error };
  let changes = parsed.output.steps.filter(({ op }) => !IDLE.includes(op)).map(({ op, type, name }) => ({ op: REPLACE.includes(op) ? "replace" : op, type, name }));
  return { kind: "known", value: [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()] };
}

// src/core/sst/lock.ts
var Lock = object({
  /** ISO time */
  created: string(),
  updateID: string(),
  /** what SST_RUN_ID was; "" without one */
  runID: string(),
  command: string()
});
function parseLockReading(text) {
  try {
    let result = JSON.parse(text);
    if (typeof result.error == "string") return { kind: "unreadable", message: result.error };
    if (result.lock === null) return { kind: "free" };
    let parsed = safeParse(Lock, result.lock);
    return parsed.success ? { kind: "held", lock: parsed.output } : { kind: "unreadable", message: "the lock has an unknown form" };
  } catch {
    return { kind: "unreadable", message: "the lock could not be read" };
  }
}
function lockedReason(stage, reading, now) {
  if (reading.kind === "free")
    return reason(
      "SST_LOCKED",
      `SST said that ${stage} was locked, and a moment later it was not.`,
      "Deploy again."
    );
  if (reading.kind === "unreadable")
    return reason(
      "SST_LOCKED",
      `SST's lock on ${stage} is held, and its owner cannot be read: ${reading.message}.`
    );
  let { lock } = reading;
  return reason(
    "SST_LOCKED",
    `SST's lock on ${stage} has been held by ${ownerOf(lock)} for ${ageOf(lock.created, now)}.`
  );
}
function ownerOf({ runID, command }) {
  let ours = parseSstRunId(runID);
  if (ours !== null)
    return `run ${ours.runId} of a pipeline (sst ${command}, ${describeRelease(ours.release)})`;
  let id = runID === "" ? "no run id" : `run id ${runID}`;
  return `a deploy outside this pipeline (sst ${command}, ${id})`;
}
var sstRunId = ({ tag, sha }, runId) => `${tag}@${sha}#${runId}`;
function parseSstRunId(text) {
  let found = /^(?<tag>.+)@(?<sha>[0-9a-f]{40}(?:[0-9a-f]{24})?)#(?<runId>[^#]+)$/.exec(text);
  if (found === null) return null;
  let { tag, sha, runId } = found.groups;
  return { release: { tag, sha }, runId };
}

// src/adapters/sst/secret-programs.ts
function loggedError() {
  let { openSync, fstatSync, readSync, closeSync } = load("node:fs"), log = "";
  try {
    let file = openSync(".sst/log/sst.log", "r"), { size } = fstatSync(file), end = Buffer.alloc(Math.min(size, 262144));
    log = end.toString("utf8", 0, readSync(file, end, 0, end.length, size - end.length)), closeSync(file);
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
  }), { status, stdout, stderr, error } = asked;
  if (error) throw error;
  if (status !== 0 && /No secrets found/.test(stderr + stdout)) return [];
  let said = /Unexpected error occurred/.test(stderr) && loggedError() || stderr.trim();
  if (status !== 0) throw new Error(said || `sst secret list ended with exit code ${status}`);
  let secrets = [], fallback = !1;
  for (let line of stdout.replace(/\n$/, "").split(`
`)) {
    let heading = /^# (fallback|[^/\s]+\/[^/\s]+)$/.exec(line), start = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line), last = secrets.at(-1);
    heading ? (fallback = heading[1] === "fallback", last && (last.value = last.value.replace(/\n$/, ""))) : start ? secrets.push({ name: start[1], value: start[2], fallback }) : last && (last.value += `
${line}`);
  }
  return secrets;
}
function maskOf(values) {
  let forms = /* @__PURE__ */ new Set(), take = (form) => form.trim().length >= 4 && forms.add(form);
  for (let value of values) {
    let plain = [value, value.trim()];
    try {
      let { password } = new URL(value);
      plain.push(password, decodeURIComponent(password));
    } catch {
    }
    for (let form of plain) {
      for (let line of [form, ...form.split(`
`)]) take(line);
      form.trim().length < 4 || (take(JSON.stringify(form).slice(1, -1)), take(encodeURIComponent(form)), take(Buffer.from(form).toString("base64").replace(/=+$/, "")));
    }
  }
  let longest = [...forms].sort((one, other) => other.length - one.length), withoutBeginning = (text) => {
    for (let form of longest)
      for (let length = form.length - 1; length >= 4; length--)
        if (text.endsWith(form.slice(0, length))) return `${text.slice(0, -length)}***`;
    return text;
  };
  return (text) => {
    let masked = longest.reduce((left, form) => left.replaceAll(form, "***"), text);
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
  let [sst, stage, ...names] = process.argv.slice(1), LONG = 8, reveals = (text, value) => text === value || value.length >= LONG && text.includes(value), all = JSON.parse(load("node:fs").readFileSync(".sst/outputs.json", "utf8")), values = secretsOf(sst, stage).map(({ value }) => value).filter((value) => value !== ""), outputs = {}, missing = [], secret = [];
  for (let name of names) {
    let value = Object.hasOwn(all, name) ? all[name] : void 0, text = ["string", "number", "boolean"].includes(typeof value) ? String(value) : "";
    text === "" ? missing.push(name) : values.some((one) => reveals(text, one)) ? secret.push(name) : outputs[name] = text;
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
  let argv = ["secret", "set", name, "--stage", stage], asked = load("node:child_process").spawnSync(sst, argv, { input, env, encoding: "utf8" }), { status, stdout, stderr, error } = asked;
  error && status === null && (console.error(error.message), process.exit(1)), status !== 0 && console.error(maskOf([input])(stderr + stdout).trim()), process.exit(status === 0 ? 0 : 1);
}
function showDiff() {
  let [sst, ...args] = process.argv.slice(1), asked = load("node:child_process").spawnSync(sst, ["diff", "--json", ...args], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024
  }), { status, signal, stdout, error } = asked;
  if (error) throw new Error(`sst diff cannot be run: ${error.message}`);
  if (status !== 0) {
    let said = loggedError(), how = signal ? `was ended by ${signal}` : `ended with exit code ${status}`;
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
  let end = (code) => {
    process.exitCode = code ?? 1;
  };
  child.once("close", end), child.once("exit", (code) => {
    end(code), setTimeout(() => process.exit(), 1e3).unref();
  });
}
var NOT_STARTED = 97, SECRETS = [loggedError, secretsOf], LIST_SECRET_NAMES = answerOf(listSecretNames, SECRETS), READ_OUTPUTS = answerOf(readOutputs2, SECRETS), MASK_LINES = answerOf(maskLines, [maskOf, ...SECRETS]), SET_SECRET = programOf(setSecret, [maskOf]), SHOW_DIFF = answerOf(showDiff, [loggedError]), WITH_SECRET = programOf(withSecret, [maskOf, ...SECRETS], NOT_STARTED, eachLine);

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
      return tree instanceof Unprepared ? unavailable(tree.reason) : listNames(tree, asked, placeholders);
    },
    async set(asked, name, value) {
      let tree = await trees.tryPrepare(asked);
      return tree instanceof Unprepared ? tree.reason : setValue(tree, asked, name, value);
    }
  };
}
var unavailable = ({ message }) => ({ kind: "unavailable", message });
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
  let said = lastLines(ran).join(" ");
  return reason("SECRET_NOT_SET", `SST did not set ${name}: ${said || "it said nothing"}`);
}

// src/adapters/sst/deployer.ts
var SST_IMAGE = "node:24.13.1-bookworm";
function sstDeployer(config, trees, now) {
  return {
    async deploy(deployment) {
      let tree = await trees.tryPrepare(deployment);
      return tree instanceof Unprepared ? failed(!1, tree.reason, tree.log) : new SstDeploy(config, trees, tree, deployment, now()).run();
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
var done = (result) => ({ kind: "done", result }), Told = object({
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
    if (locked !== null) return failed(!1, locked, first.log);
    let second = await this.attempt();
    return second.kind === "done" ? second.result : failed(!1, reason("SST_LOCKED", "SST's lock was removed, and another took it."), second.log);
  }
  get around() {
    return this.deployment;
  }
  get runId() {
    return sstRunId(this.deployment.release, this.deployment.runId);
  }
  async attempt() {
    let { tree, config } = this, { stage, runId, signal, say, hear = say, claimEffect } = this.deployment, interrupted = () => done(failed(!1, reason("INTERRUPTED", "The run was interrupted before sst deploy was started.")));
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
      return done(failed(!1, reason("DEPLOY_FAILED", message)));
    }
    return this.judge(ran);
  }
  async judge(ran) {
    let { stage, signal } = this.deployment, log = await this.tree.readText(".sst/log/sst.log", "end").catch(() => null), verdict = classify({ ...ran, log });
    if (verdict.kind === "complete" && !ran.timedOut) return done(await this.complete(verdict.app));
    if (verdict.kind === "locked" && !ran.timedOut && !signal.aborted) return verdict;
    let lines = verdict.kind === "failed" ? await this.masked(verdict.log) : [], after = (code, message) => done(failed(!0, reason(code, message), lines));
    return ran.timedOut ? after("DEPLOY_TIMEOUT", `sst deploy did not finish within ${this.config.timeoutSeconds} s.`) : signal.aborted ? after("INTERRUPTED", "sst deploy was interrupted.") : verdict.kind !== "failed" ? after("DEPLOY_FAILED", "sst deploy did not say how it ended.") : done(failed(verdict.changed, this.withRegion(verdict.reason, stage), lines));
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
    let { tree, around } = this, refuse = (message, fix) => failed(!0, reason("OUTPUTS_MISSING", message, fix)), file = ".sst/outputs.json", written = await tree.readText(file).catch((error) => new Error(messageOf(error)));
    if (written instanceof Error)
      return refuse(`${file} cannot be read: ${written.message}.`, "Deploy again.");
    if (written === null)
      return refuse(`SST said Complete, but this deploy wrote no ${file}.`, "Look at .sst/log/sst.log, then deploy again.");
    let { outputs: names } = this.config;
    if (names.length === 0) return { ok: !0, outputs: {} };
    let argv = [tree.sst, around.stage, ...names], answer = safeParse(Told, await tree.ask(READ_OUTPUTS, argv, around));
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
    let { tree, now } = this, { stage, say } = this.deployment, reading = app === null ? { kind: "unreadable", message: "SST did not say which app it is" } : await this.readLock(app);
    if (app === null || reading.kind !== "held")
      return reading.kind === "free" ? null : lockedReason(stage, reading, now);
    let { runID, command, created } = reading.lock, owner = parseSstRunId(runID);
    if (owner === null || !await this.deployment.isOver(owner.runId))
      return lockedReason(stage, reading, now);
    let what = `run ${owner.runId} (sst ${command} ${describeRelease(owner.release)}, since ${created})`;
    say(`SST's lock was left by ${what}, which is over: unlocking`), await this.deployment.claimEffect(`SST's lock on ${stage}, left by ${what}, is removed`), await this.trees.endRun(owner.runId);
    let { exitCode } = await tree.run([tree.sst, "unlock", "--stage", stage], this.around), after = await this.readLock(app);
    if (after.kind === "free") return null;
    let seen = exitCode === 0 ? "sst unlock succeeded" : `sst unlock ended with exit code ${exitCode}`, why = lockedReason(stage, after, now).message;
    return reason("SST_LOCKED", `${seen}, but the lock is still there or cannot be read: ${why}`);
  }
  async readLock(app) {
    let found = await this.tree.ask(READ_LOCK, [app, this.deployment.stage], this.around);
    return parseLockReading(JSON.stringify(found));
  }
}, MASK_MS = 6e4;

export {
  releaseEnvironment,
  ownerEnvironment,
  filledEnvironment,
  toolSecrets,
  lastLines,
  nameOf,
  faultOf,
  DEPLOY_CODES,
  commandDeployer,
  installTree,
  commandEnvironment,
  NOT_STARTED,
  WITH_SECRET,
  sstEnvironment,
  CACHES,
  Unprepared,
  prepareTree,
  PreparedTrees,
  SST_IMAGE,
  sstDeployer
};
