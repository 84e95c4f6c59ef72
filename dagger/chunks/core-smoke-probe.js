// Made by `npm run build` from src/engine: change it there.
import {
  Seconds,
  Text,
  positive
} from "./core-config-fields.js";
import {
  require_semver
} from "./common-6.js";
import {
  missingPlaceholders,
  strangePlaceholders
} from "./core-config-placeholders.js";
import {
  STAGES
} from "./core-stage.js";
import {
  redact
} from "./core-redact.js";
import {
  array,
  boolean,
  description,
  integer,
  maxValue,
  minLength,
  minValue,
  null_,
  number,
  optional,
  picklist,
  pipe,
  record,
  regex,
  strictObject,
  string,
  union
} from "./valibot.js";
import {
  property,
  shown,
  valueAt
} from "./core-json.js";
import {
  clip,
  listSome,
  plain
} from "./core-text.js";
import {
  __toESM
} from "./common.js";

// src/core/report/report.ts
var COMMANDS = [
  "deploy-staging",
  "deploy-production",
  "preflight",
  "rollback",
  "adopt",
  "plan",
  "smoke",
  "verify",
  "watch",
  "unfreeze",
  "unlock",
  "status",
  "history",
  "report",
  "next-version",
  "release",
  "init",
  "trust-policy",
  "setup",
  "doctor",
  "secrets",
  "secrets-set",
  "workbench",
  "serve",
  "stop"
];
function emptyReport(head) {
  return {
    schemaVersion: 1,
    ...head,
    outcome: "done",
    ok: !0,
    reason: null,
    sha: null,
    running: null,
    previous: null,
    rolledBackTo: null,
    changed: !1,
    gates: [],
    phases: [],
    migration: null,
    smoke: null,
    rollbackSmoke: null,
    overMigrations: null,
    verification: null,
    watch: null,
    outputs: {},
    log: [],
    stages: null,
    history: null,
    nextVersion: null,
    document: null,
    tagged: null,
    initialized: null,
    plan: null,
    prerequisites: null,
    findings: null,
    secrets: null,
    fence: null,
    ciRun: null,
    approvedBy: null,
    durationMs: 0
  };
}
var isOk = (outcome, command) => outcome === "deployed" || outcome === "done" || outcome === "rolled-back" && command === "rollback", succeeds = (asked, report) => report.ok || asked === "report" && (report.command !== "report" || report.reason?.code === "RUN_NOT_RECORDED");

// src/core/nearest.ts
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let [i, charA] of a.split("").entries()) {
    let next = [i + 1];
    for (let [j, charB] of b.split("").entries()) {
      let substitute = cell(row, j) + (charA === charB ? 0 : 1);
      next.push(Math.min(cell(row, j + 1) + 1, cell(next, j) + 1, substitute));
    }
    row = next;
  }
  return cell(row, b.length);
}
var cell = (row, index) => row[index], LONGEST = 100, MIN_BEGINNING = 3;
function meant(word, names) {
  if (word.length > LONGEST) return null;
  let typed = word.toLowerCase(), isBeginning = (short2, long) => short2.length >= MIN_BEGINNING && long.startsWith(short2), likely = names.flatMap((name) => {
    let known = name.toLowerCase();
    if (isBeginning(typed, known) || isBeginning(known, typed)) return [{ name, distance: 0.5 }];
    let distance = editDistance(typed, known);
    return distance <= Math.max(1, Math.floor(Math.min(typed.length, known.length) / 3)) ? [{ name, distance }] : [];
  });
  return likely.sort((one, other) => one.distance - other.distance), likely.find(({ name }) => name.length > 2 || name.toLowerCase() === typed)?.name ?? null;
}

// src/core/tags.ts
var import_semver = __toESM(require_semver(), 1);
var MAX_TAG_LENGTH = 100;
function parseTag(tag, prefix) {
  if (!tag.startsWith(prefix)) return null;
  let version = tag.slice(prefix.length), parsed = import_semver.default.parse(version);
  return parsed === null || exact(parsed) !== version ? null : { tag, version, prerelease: parsed.prerelease.length > 0 };
}
var exact = ({ version, build }) => build.length === 0 ? version : `${version}+${build.join(".")}`;
function sortVersionTags(names, prefix) {
  return names.map((name) => parseTag(name, prefix)).filter((parsed) => parsed !== null).sort((a, b) => import_semver.default.compareBuild(b.version, a.version));
}
function nearestTags(wanted, names, prefix, limit = 3) {
  return sortVersionTags(names, prefix).map(({ tag }) => ({ tag, distance: editDistance(wanted.slice(0, MAX_TAG_LENGTH), tag) })).sort((a, b) => a.distance - b.distance).slice(0, limit).map(({ tag }) => tag);
}

// src/core/smoke/probe.ts
var import_semver2 = __toESM(require_semver(), 1);
var NOTHING_SAID = { version: null, sha: null };
function readCheck(check, url, observed, expected) {
  let base = {
    name: check.name,
    url: observed.asked ?? url,
    optional: check.optional,
    latencyMs: Math.round(observed.latencyMs)
  };
  if (observed.kind === "error")
    return {
      ...base,
      right: !1,
      served: "unknown",
      claim: null,
      said: NOTHING_SAID,
      showsCommit: !1,
      reached: observed.error !== "unreachable",
      status: null,
      retryAfterMs: null,
      detail: observed.message,
      answer: null
    };
  let json = parseJson(observed.body), identity = identify(check, observed, json, expected), faults = [...contentFaults(check, observed, json), ...identity.faults], right = faults.length === 0;
  return {
    ...base,
    right,
    served: identity.served,
    claim: identity.claim,
    said: identity.said,
    showsCommit: identity.showsCommit,
    reached: !0,
    status: observed.status,
    retryAfterMs: retryAfterMs(observed.headers),
    detail: right ? `${observed.status}${identity.summary}` : faults.join("; "),
    answer: right ? null : beginningOf(hidden(observed, observed.body))
  };
}
var hidden = ({ hide }, value) => hide !== void 0 && typeof value == "string" ? hide(value) : value;
function identify(check, observed, json, expected) {
  let claims = [
    { path: check.expect.version, label: "version", wanted: expected.tag, accepts: isVersionOf(expected) },
    { path: check.expect.sha, label: "sha", wanted: expected.sha, accepts: isCommit(expected.sha) }
  ].flatMap(({ path, label, wanted, accepts }) => {
    if (path === void 0) return [];
    let value = textAt(path, observed, json), accepted = value !== null && accepts(value);
    return [{ path, label, wanted, value: value && hidden(observed, value), accepted }];
  }), faults = claims.flatMap(({ path, label, wanted, value, accepted }) => {
    if (value === null) {
      let other = path.startsWith(HEADER) ? void 0 : valueAt(path, json);
      return [
        other === void 0 ? lacking(path, observed, json) : `${label} is ${shown(hidden(observed, other))}, not text`
      ];
    }
    return accepted ? [] : [`${label} ${short(value)}, not ${wanted}`];
  }), made = claims.filter(({ value }) => value !== null), sayOf = (wanted) => made.find(({ label }) => label === wanted)?.value ?? null, said = { version: sayOf("version"), sha: sayOf("sha") };
  return {
    served: made.length === 0 ? "unknown" : made.every(({ accepted }) => accepted) ? "expected" : "other",
    showsCommit: claims.some(({ label, accepted }) => label === "sha" && accepted),
    faults,
    claim: claimOf(said),
    said,
    summary: made.map(({ label, value }) => `, ${label} ${short(value)}`).join("")
  };
}
function claimOf({ version, sha }) {
  return version === null ? sha === null ? null : short(sha) : sha === null ? short(version) : `${short(version)} (${short(sha.slice(0, MIN_SHA_DIGITS))})`;
}
function lacking(path, { headers, body }, json) {
  let no = `no ${JSON.stringify(clip(path))}`;
  if (path.startsWith(HEADER)) return `${no}; the answer has the headers ${listSome(Object.keys(headers))}`;
  let keys = path.split("."), at = (count) => keys.slice(0, count).reduce(property, json), depth = Math.max(
    0,
    keys.findLastIndex((_, count) => isContainer(at(count)))
  ), within = at(depth), where = depth === 0 ? "the body" : JSON.stringify(clip(keys.slice(0, depth).join(".")));
  if (Array.isArray(within)) return `${no}; ${where} is a list of ${within.length}`;
  if (!isContainer(within))
    return body === "" ? `${no}; the body is empty` : `${no}; the body is not a JSON object`;
  let names = Object.keys(within);
  return `${no}; ${where} ${names.length === 0 ? "is an empty object" : `has ${listSome(names)}`}`;
}
var isContainer = (value) => typeof value == "object" && value !== null;
function isVersionOf({
  tag,
  tagPrefix
}) {
  let parsed = parseTag(tag, tagPrefix);
  return parsed === null ? (value) => value === tag : (value) => {
    if (value === tag || value === parsed.version) return !0;
    let bare = value.startsWith(tagPrefix) ? value.slice(tagPrefix.length) : value, plus = bare.indexOf("+");
    return plus > 0 && import_semver2.default.valid(bare) !== null && bare.slice(0, plus) === parsed.version;
  };
}
var MIN_SHA_DIGITS = 7, isCommit = (sha) => (value) => value.length >= MIN_SHA_DIGITS && sha.startsWith(value.toLowerCase()), ANSWER_LENGTH = 200, beginningOf = (body) => body === "" ? null : redact(plain(clip(body, ANSWER_LENGTH)), []);
function retryAfterMs(headers) {
  let value = headers["retry-after"]?.trim();
  if (value === void 0) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1e3;
  let ms = Date.parse(value) - Date.parse(headers.date ?? "");
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
function contentFaults({ expect }, observed, json) {
  let { status, body, latencyMs } = observed, faults = [];
  status !== expect.status && faults.push(`status ${status}, not ${expect.status}`);
  for (let [path, wanted] of Object.entries(expect.json ?? {})) {
    let value = valueAt(path, json);
    value === void 0 ? faults.push(lacking(path, observed, json)) : value !== wanted && faults.push(`${path} is ${shown(hidden(observed, value))}, not ${JSON.stringify(wanted)}`);
  }
  return expect.contains !== void 0 && !body.includes(expect.contains) && faults.push(`body lacks ${JSON.stringify(expect.contains)}`), expect.maxLatencyMs !== void 0 && latencyMs > expect.maxLatencyMs && faults.push(`took ${Math.round(latencyMs)} ms, more than ${expect.maxLatencyMs} ms`), faults;
}
var HEADER = "header:";
function textAt(path, { headers }, json) {
  let value = path.startsWith(HEADER) ? property(headers, path.slice(HEADER.length).toLowerCase()) : valueAt(path, json);
  return typeof value == "string" ? value : null;
}
function parseJson(body) {
  try {
    return JSON.parse(body);
  } catch {
    return;
  }
}
var short = (text) => plain(clip(text));

// src/core/config/smoke.ts
var NO_STATUS = "must be a whole number from 100 to 599", Expect = strictObject({
  status: pipe(
    optional(
      pipe(number(), integer(NO_STATUS), minValue(100, NO_STATUS), maxValue(599, NO_STATUS)),
      200
    ),
    description("HTTP status")
  ),
  json: pipe(
    optional(record(string(), union([string(), number(), boolean(), null_()]))),
    description("Values by dotted path in the JSON body, compared exactly.")
  ),
  contains: pipe(optional(Text), description("Text that the body contains.")),
  maxLatencyMs: pipe(optional(positive("ms")), description("A slower answer is a wrong answer.")),
  version: pipe(
    optional(Text),
    description(
      "Where the answer says which version it is: a dotted path in the JSON body, or header:NAME. Compared with the tag."
    )
  ),
  sha: pipe(
    optional(Text),
    description(
      "Like version, compared with the commit id, of which the first 7 digits are enough. A version alone proves no commit: a tag can be moved."
    )
  )
}), CheckUrl = pipe(
  Text,
  regex(/^(https?:\/\/|\{[A-Za-z][A-Za-z0-9_]*\})/, "must begin with http://, https:// or a {name}"),
  description("May use {name} for a URL of the stage or an output of the deployer.")
), Check = strictObject({
  name: pipe(Text, description("As reports show it; no two checks share one.")),
  url: CheckUrl,
  method: pipe(optional(picklist(["GET", "HEAD", "POST", "PUT"]), "GET"), description("HTTP method")),
  headers: pipe(
    optional(record(string(), string()), {}),
    description(
      'HTTP request headers. {secret:NAME} stands for a secret, {base64:NAME} for its encoding: "Basic {base64:LOGIN}" where LOGIN is user:password. On a host it comes from the environment variable, on an engine from --secret env://NAME.'
    )
  ),
  body: pipe(optional(string()), description("What POST or PUT sends.")),
  expect: pipe(optional(Expect, {}), description("What a right answer shows: all of it.")),
  followRedirects: pipe(
    optional(boolean(), !1),
    description("Otherwise a redirect is the answer that is judged.")
  ),
  cacheBusting: pipe(
    optional(boolean(), !0),
    description(
      "Adds pipeline-probe=RANDOM to the query, so that no cache answers. Turn it off where the address allows no other query."
    )
  ),
  optional: pipe(optional(boolean(), !1), description("Reported, but does not decide."))
}), DEFAULT_SETTLE_SECONDS = 5, DEFAULT_SETTLE_SHARE = 1 / 10, Smoke = strictObject({
  deadlineSeconds: pipe(
    optional(Seconds, 90),
    description("The version must answer rightly within this time.")
  ),
  intervalSeconds: pipe(
    optional(Seconds, 0.5),
    description("Between attempts while the version is not there yet; doubles up to maxIntervalSeconds.")
  ),
  maxIntervalSeconds: pipe(optional(Seconds, 10), description("The longest time between attempts.")),
  confirmIntervalSeconds: pipe(
    optional(Seconds, 1),
    description("Between attempts that confirm a pass or a failure.")
  ),
  consecutive: pipe(
    optional(
      pipe(number(), integer("must be a whole number"), minValue(1, "must be at least 1")),
      3
    ),
    description("Full passes in a row that make a pass; wrong answers in a row that make a failure.")
  ),
  settleSeconds: pipe(
    optional(
      pipe(
        number(),
        minValue(0, "must be 0 or more"),
        maxValue(86400, "must be at most 86400 seconds, a day")
      )
    ),
    description(
      "How long the full passes in a row of a pass last, so that no other version answers meanwhile (default: 5, at most a tenth of deadlineSeconds)."
    )
  ),
  timeoutSeconds: pipe(optional(Seconds, 10), description("For one request.")),
  checks: pipe(
    array(Check),
    minLength(1, "must hold at least one check"),
    description("All are made at once in each attempt; a required one must show which version answers.")
  )
});

// src/core/config/command-rules.ts
var COMMAND_VALUES = ["stage", "tag", "sha"];
function commandsOf({ deployer, migrations }) {
  let run = migrations?.run;
  return [
    ...deployer.kind === "sandbox" ? Object.entries(deployer.services).map(
      ([name, { command }]) => [`deployer.services.${name}.command`, command]
    ) : [["deployer.install", deployer.install]],
    ["deployer.deploy", deployer.kind === "command" ? deployer.deploy : void 0],
    ["migrations.run.install", run?.install],
    ["migrations.run.command", run?.command],
    ["migrations.run.head", run?.head]
  ].flatMap(([path, argv]) => argv === void 0 || argv === "auto" ? [] : [{ path, argv }]);
}
var commandPlaceholdersAreKnown = {
  reads: ["deployer.kind"],
  judge(config) {
    let { deployer, migrations } = config;
    return [
      ...commandsOf(config).flatMap(
        ({ path, argv }) => argv.map((text, index) => ({ path: `${path}[${index}]`, text }))
      ),
      ...variablesAt("deployer.env", deployer.kind === "sandbox" ? {} : deployer.env),
      ...variablesAt("migrations.run.env", migrations?.run?.env ?? {})
    ].flatMap(
      ({ path, text }) => strangePlaceholders(text, COMMAND_VALUES).map((name) => {
        let close = meant(name, COMMAND_VALUES);
        return {
          path,
          message: `{${name}} is no placeholder: there are {stage}, {tag} and {sha}`,
          fix: close === null ? `If it is meant as it stands, write { ${name} } or put it in a script.` : `Did you mean {${close}}?`
        };
      })
    );
  }
}, variablesAt = (path, env) => Object.entries(env).map(([name, text]) => ({ path: `${path}.${name}`, text })), servicesNameEarlierOnes = {
  reads: ["deployer.services.*"],
  judge({ deployer }) {
    if (deployer.kind !== "sandbox") return [];
    let services = Object.entries(deployer.services);
    return services.flatMap(([name, { env }], index) => {
      let earlier = services.slice(0, index).map(([earlierName]) => earlierName), known = Object.fromEntries(earlier.map((one) => [one, ""]));
      return Object.entries(env).flatMap(
        ([key, value]) => missingPlaceholders(value, known).map((missing) => ({
          path: `deployer.services.${name}.env.${key}`,
          message: `{${missing}} is not a service named before this one`,
          fix: earlier.length === 0 ? "Put the service that it names before this one." : `Before it there are: ${earlier.join(", ")}.`
        }))
      );
    });
  }
}, TAKEN = ["--stage", "--target", "--exclude", "--dev", "--continue", "--config"], sstDeploysTheWholeVersion = {
  reads: [],
  judge: ({ deployer }) => deployer.kind !== "sst" ? [] : deployer.arguments.flatMap(
    (argument, index) => TAKEN.some((option) => argument === option || argument.startsWith(`${option}=`)) ? [
      {
        path: `deployer.arguments[${index}]`,
        message: `${argument} cannot be given: the pipeline deploys the whole version to its stage`,
        fix: "Take it out."
      }
    ] : []
  )
}, onlySstKeepsSecrets = {
  reads: ["deployer.kind"],
  judge({ deployer, migrations }) {
    return migrations?.run?.databaseUrl?.secret === void 0 || deployer.kind === "sst" ? [] : [
      {
        path: "migrations.run.databaseUrl.secret",
        message: `needs the deployer sst, is ${deployer.kind}`,
        fix: 'Name the variable that holds the address instead: "env": "DATABASE_URL".'
      }
    ];
  }
}, sstStagesAreInAws = {
  reads: ["deployer.kind"],
  judge({ deployer, stages }) {
    if (deployer.kind !== "sst") return [];
    let [one] = STAGES.filter((stage) => stages[stage].region !== void 0);
    return one === void 0 ? [] : STAGES.filter((stage) => stages[stage].region === void 0).map((stage) => ({
      path: `stages.${stage}.region`,
      message: `no AWS region is set, although ${one} has one`,
      fix: `Add e.g. "region": "${stages[one].region}".`
    }));
  }
}, awsNeedsARegion = {
  reads: [],
  judge: ({ stages }) => STAGES.flatMap((stage) => {
    let found = stages[stage], needs = AWS_KEYS.find((key) => found[key] !== void 0);
    return found.region !== void 0 || needs === void 0 ? [] : [
      {
        path: `stages.${stage}.region`,
        message: `is missing: ${needs} needs it`,
        fix: 'Add e.g. "region": "eu-central-1".'
      }
    ];
  })
}, ROLE_KEYS = ["roleArn", "planRoleArn"], AWS_KEYS = [...ROLE_KEYS, "account"], rolesAreOfTheirAccount = {
  reads: ["stages.*.account"],
  judge: ({ stages }) => STAGES.flatMap((stage) => {
    let { roleArn, account = roleArn?.split(":")[4] } = stages[stage];
    return ROLE_KEYS.flatMap((key) => {
      let holder = stages[stage][key]?.split(":")[4];
      return holder === void 0 || account === void 0 || holder === account ? [] : [
        {
          path: `stages.${stage}.${key}`,
          message: `is in account ${holder}, not in ${account}`,
          fix: "Name a role of that account, or correct account."
        }
      ];
    });
  })
}, COMMAND_RULES = [
  commandPlaceholdersAreKnown,
  servicesNameEarlierOnes,
  sstDeploysTheWholeVersion,
  onlySstKeepsSecrets,
  sstStagesAreInAws,
  awsNeedsARegion,
  rolesAreOfTheirAccount
];

export {
  meant,
  MAX_TAG_LENGTH,
  parseTag,
  sortVersionTags,
  nearestTags,
  CheckUrl,
  Check,
  DEFAULT_SETTLE_SECONDS,
  DEFAULT_SETTLE_SHARE,
  Smoke,
  COMMANDS,
  emptyReport,
  isOk,
  succeeds,
  commandsOf,
  COMMAND_RULES,
  NOTHING_SAID,
  readCheck,
  isVersionOf
};
