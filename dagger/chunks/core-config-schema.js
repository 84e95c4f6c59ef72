// Made by `npm run build` from src/engine: change it there.
import {
  CONFIG_FILE,
  examine
} from "./core-config-examine.js";
import {
  Windows,
  windowFaults,
  zoneFaults
} from "./core-config-windows.js";
import {
  COMMAND_RULES
} from "./core-config-command-rules.js";
import {
  Watch,
  headerSecrets,
  missingPlaceholders,
  requestOf
} from "./core-smoke-probe.js";
import {
  Notify
} from "./core-config-notify.js";
import {
  Smoke,
  Verify,
  migrationPattern
} from "./core-config-checks.js";
import {
  Deployer,
  Hooks,
  Migrations
} from "./core-config-tools.js";
import {
  STAGES
} from "./core-stage.js";
import {
  usageError
} from "./core-reasons.js";
import {
  jsonLines,
  readJson,
  withoutExtras
} from "./core-json.js";
import {
  Name,
  RepositoryPath,
  Seconds,
  Text,
  Url
} from "./core-config-fields.js";
import {
  array,
  boolean,
  description,
  literal,
  maxValue,
  meant,
  minEntries,
  minLength,
  minValue,
  null_,
  number,
  optional,
  parse,
  pathPart,
  picklist,
  pipe,
  record,
  regex,
  strictObject,
  string,
  union,
  variant
} from "./valibot.js";

// src/core/config/check-rules.ts
var listedChecks = ({ smoke, verify, stages }) => [
  ...listed("smoke.checks", smoke.checks),
  ...listed("verify.checks", verify?.checks ?? []),
  ...STAGES.flatMap(
    (stage) => listed(`stages.${stage}.watch.checks`, (stages[stage].watch?.checks ?? []).map(requestOf)).map((one) => ({
      ...one,
      stage
    }))
  )
], listed = (list, checks) => checks.flatMap((check, index) => check === null ? [] : [{ list, path: `${list}[${index}]`, check }]), checkNamesAreUnique = {
  judge: (config) => {
    let all = listedChecks(config);
    return all.flatMap(
      ({ list, path, check: { name } }) => all.find((one) => one.list === list && one.check.name === name)?.path === path ? [] : [
        {
          path: `${path}.name`,
          message: `"${name}" is used twice`,
          fix: "Give each check a name of its own."
        }
      ]
    );
  }
}, bodyNeedsAMethod = {
  reads: ["smoke.checks.*.method", "verify.checks.*.method", "stages.*.watch.checks.*.method"],
  judge: (config) => listedChecks(config).flatMap(
    ({ path, check: { body, method } }) => body !== void 0 && (method === "GET" || method === "HEAD") ? [
      {
        path: `${path}.body`,
        message: `cannot be sent with ${method}; set method to POST`,
        fix: 'Add "method": "POST" to the check.'
      }
    ] : []
  )
}, secretsGoWhereTheyAreMeantTo = {
  judge: (config) => listedChecks(config).flatMap(({ path, check: { followRedirects, headers } }) => [
    ...followRedirects && headerSecrets({ headers }).length > 0 ? [
      {
        path: `${path}.followRedirects`,
        message: "cannot be used with a secret header: a redirect may lead to another host",
        fix: "Take it out, and ask the address where the redirect leads."
      }
    ] : [],
    ...Object.entries(headers).flatMap(
      ([name, value]) => /\{(secret|base64):(?![A-Za-z_]\w*\})/.test(value) ? [
        {
          path: `${path}.headers.${name}`,
          message: "must name a secret by letters, digits and _",
          fix: "Write {secret:NAME}, with the name of an environment variable."
        }
      ] : []
    )
  ])
}, watchedChecks = ({ stages }) => STAGES.flatMap(
  (stage) => (stages[stage].watch?.checks ?? []).map((check, index) => ({
    stage,
    check,
    path: `stages.${stage}.watch.checks[${index}]`
  }))
);
function templatesOf(config) {
  let checks = listedChecks(config).map(({ path, check, stage }) => ({
    path: `${path}.url`,
    template: check.url,
    own: [],
    stage
  })), { slack, logs } = config.verify ?? {}, watched = watchedChecks(config).flatMap(
    ({ stage, path, check }) => check.kind === "logs" ? logTemplates(path, check, stage) : []
  );
  return [
    ...checks,
    ...slack === void 0 ? [] : [{ path: "verify.slack.url", template: slack.url, own: [] }],
    ...logs === void 0 ? [] : logTemplates("verify.logs", logs),
    ...watched
  ];
}
function logTemplates(path, { groups, prefix }, stage) {
  let more = { own: ["stage", "app"], stage };
  return [
    ...groups.map((template, index) => ({ path: `${path}.groups[${index}]`, template, ...more })),
    ...prefix === void 0 ? [] : [{ path: `${path}.prefix`, template: prefix, ...more }]
  ];
}
function knownOutputs(deployer) {
  switch (deployer.kind) {
    case "sandbox":
      return Object.keys(deployer.services);
    case "sst":
      return deployer.outputs;
    case "command":
      return deployer.outputs === void 0 ? [] : null;
  }
}
var urlsAreKnown = {
  reads: ["deployer.outputs", "deployer.services.*", "stages.*.urls.*"],
  judge(config) {
    let outputs = knownOutputs(config.deployer);
    if (outputs === null) return [];
    let knownOn = (stage) => [...Object.keys(config.stages[stage].urls), ...outputs];
    return STAGES.flatMap(
      (stage) => templatesOf(config).flatMap(({ path, template, own, stage: only = stage }) => {
        if (only !== stage) return [];
        let known = Object.fromEntries([...own, ...knownOn(stage)].map((name) => [name, name]));
        return missingPlaceholders(template, known).map((name) => ({
          path,
          message: `{${name}} is neither in stages.${stage}.urls nor an output of the deployer`,
          fix: addressFix(stage, name, [...own, ...knownOn(stage)])
        }));
      })
    );
  }
};
function addressFix(stage, name, known) {
  let close = meant(name, known);
  return close !== null ? `Did you mean {${close}}?` : `Add it: "stages": {"${stage}": {"urls": {"${name}": "https://…"}}}.`;
}
var watchedIsSomewhere = {
  reads: ["stages.*.region", "stages.*.watch.checks.*.groups"],
  judge: (config) => watchedChecks(config).flatMap(({ stage, path, check }) => {
    let isAws = check.kind === "logs" || check.kind === "alarms", nowhere = check.kind === "logs" && check.groups.length === 0 && check.prefix === void 0;
    return [
      ...isAws && config.stages[stage].region === void 0 ? [
        {
          path,
          message: "is in CloudWatch, and the stage names no AWS region",
          fix: `Add it: "stages": {"${stage}": {"region": "eu-central-1"}}.`
        }
      ] : [],
      ...nowhere ? [
        {
          path,
          message: "must name groups or a prefix",
          fix: 'Add e.g. "prefix": "/aws/lambda/shop-{stage}-".'
        }
      ] : []
    ];
  })
}, rangesHaveAnEnd = {
  reads: ["stages.*.watch.checks.*.expect.*"],
  judge: (config) => watchedChecks(config).flatMap(
    ({ path, check }) => check.kind !== "values" ? [] : Object.entries(check.expect).flatMap(
      ([place, { min, max }]) => min !== void 0 || max !== void 0 ? [] : [
        {
          path: `${path}.expect.${place}`,
          message: "must have min or max",
          fix: 'Say what is good, e.g. {"max": 0.02}.'
        }
      ]
    )
  )
}, CHECK_RULES = [
  checkNamesAreUnique,
  bodyNeedsAMethod,
  secretsGoWhereTheyAreMeantTo,
  urlsAreKnown,
  watchedIsSomewhere,
  rangesHaveAnEnd
];

// src/core/config/schema.ts
var matching = (pattern, message) => pipe(string(), regex(pattern, message)), roleArn = (description2) => pipe(
  optional(
    matching(
      /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/,
      "must be the ARN of an IAM role: arn:aws:iam::123456789012:role/NAME"
    )
  ),
  description(description2)
), awsStage = {
  region: pipe(
    optional(matching(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, "must be an AWS region such as eu-central-1")),
    description(
      "The stage's AWS region. A stage that has one is deployed with AWS credentials that are checked first."
    )
  ),
  account: pipe(
    optional(matching(/^\d{12}$/, "must be the 12 digits of an AWS account")),
    description("The AWS account that the stage is in: credentials for another one are refused.")
  ),
  roleArn: roleArn("The IAM role that a job assumes for the stage, with the token that its CI gives it."),
  planRoleArn: roleArn(
    "A role that may only read, which a job assumes for plan and preflight: before the approval it may have no other."
  )
}, MAX_SOAK = 720 * 60, stageSettings = (rollback) => strictObject({
  urls: pipe(
    optional(record(Name, Url), {}),
    description("Fixed URLs of the stage by name; an output of the deployer of the same name wins.")
  ),
  rollback: pipe(
    optional(picklist(["automatic", "manual"]), rollback),
    description("Whether a version that fails is rolled back without asking.")
  ),
  watch: pipe(
    optional(Watch),
    description("What is watched after a version has passed smoke, before it counts as verified.")
  ),
  windows: optional(Windows),
  ...awsStage
}), Staging = strictObject({
  ...stageSettings("manual").entries,
  soakMinutes: pipe(
    optional(
      pipe(
        number(),
        minValue(0, "must be 0 or more"),
        maxValue(MAX_SOAK, "must be at most 43200, 30 days")
      ),
      0
    ),
    description("How long staging must have run a version, verified, before production takes it.")
  )
}), Github = strictObject({
  repository: pipe(
    optional(pipe(string(), regex(/^[\w.-]+\/[\w.-]+$/, "must be OWNER/NAME"))),
    description("OWNER/NAME on GitHub; default: the repository that the remote origin names.")
  ),
  apiUrl: pipe(
    optional(Url),
    description(
      "Where GitHub Enterprise Server is, e.g. https://github.example.com/api/v3. A token goes there only when the remote origin is on the same host."
    )
  ),
  deployments: pipe(
    optional(boolean(), !0),
    description(
      "Whether deploys and rollbacks are shown as deployments on GitHub, where a run has a token that may write them (deployments: write)."
    )
  )
}), SecretNames = array(
  pipe(
    string(),
    regex(/^[A-Z][A-Za-z0-9]*$/, "must begin with a capital letter, then letters and digits")
  )
), Secrets = strictObject({
  required: pipe(
    optional(SecretNames, []),
    description(
      "Names that every stage must have a value for, besides those that the app declares without a default."
    )
  ),
  optional: pipe(
    optional(SecretNames, []),
    description("Names that a stage may lack; they are only reported.")
  ),
  placeholders: pipe(
    optional(array(Text), ["changeme", "change_me", "change-me", "replace_me", "todo", "placeholder"]),
    description("Values that count as not set, in upper or lower case.")
  ),
  sources: pipe(
    optional(array(RepositoryPath), ["sst.config.ts", "infra"]),
    description(
      `Files and folders, below the deployer's directory, that declare secrets: new sst.Secret("Name").`
    )
  )
}), Ci = strictObject({
  provider: pipe(
    literal("github"),
    description("Where the checks run: check runs and commit statuses.")
  ),
  required: pipe(
    optional(array(Text), []),
    description(
      "Names of checks that must have passed. Without them one pass and no failure are enough, and a check that has not begun yet is not waited for."
    )
  ),
  ignore: pipe(
    optional(array(Text), []),
    description(
      `Names of the pipeline's own jobs, which run while it asks; "*" stands for any text. They do not count.`
    )
  ),
  waitSeconds: pipe(
    optional(union([literal(0), Seconds]), 600),
    description("How long a deploy waits for checks that are running.")
  )
}), GithubIssues = strictObject({
  kind: pipe(literal("github-issues"), description("Open issues with a label.")),
  label: pipe(Text, description("The label, which must exist, e.g. incident."))
}), StatusPage = strictObject({
  kind: pipe(literal("http"), description("A status page that answers with JSON.")),
  url: pipe(Url, description("Where it is; asked without credentials.")),
  json: pipe(
    record(string(), union([string(), number(), boolean(), null_()])),
    minEntries(1, "must name at least one value"),
    description('Values by dotted path that it has while all is well, e.g. {"status.indicator": "none"}.')
  ),
  timeoutSeconds: pipe(optional(Seconds, 10), description("How long to wait for its answer."))
}), Gates = strictObject({
  main: pipe(
    optional(picklist(["block", "warn"]), "block"),
    description(
      "What becomes of a commit that is on no branch that may be released: it is refused, or that is only said."
    )
  ),
  ci: pipe(optional(Ci), description("What CI must say of the commit. Without it, CI is not asked.")),
  incidents: pipe(
    optional(variant("kind", [GithubIssues, StatusPage])),
    description("Where open incidents can be seen. Without it, they are not looked for.")
  )
}), ConfigSchema = strictObject({
  $schema: pipe(optional(string()), description("Where an editor finds this schema.")),
  app: pipe(Text, description("The application's name, as reports show it.")),
  tagPrefix: pipe(
    optional(string(), "v"),
    description("What comes before the semantic version in a tag.")
  ),
  mainBranch: pipe(
    optional(Text, "main"),
    description("The branch that a released commit must be on.")
  ),
  releaseBranches: pipe(
    optional(pipe(array(Text), minLength(1, "must name at least one branch"))),
    description(
      'Branches that a released commit may be on instead, by name or pattern, in which "*" stands for any text, e.g. ["main", "release/*"]. Default: mainBranch alone.'
    )
  ),
  ledger: pipe(
    optional(
      strictObject({
        remote: pipe(
          optional(Text),
          description(
            "Name or URL of the git remote that holds the ledger. Without it the ledger is local: CI needs a remote."
          )
        ),
        heartbeatSeconds: pipe(
          optional(pipe(Seconds, minValue(1, "must be at least 1 second")), 30),
          description(
            "How often a run that holds a stage shows that it is alive. One that could not for three times as long stops; after five times it may be taken over."
          )
        )
      }),
      {}
    ),
    description("Where the record of what ran on each stage is kept.")
  ),
  image: pipe(optional(Text), description("Container image in which the steps run on an engine.")),
  deployer: Deployer,
  secrets: pipe(
    optional(Secrets, {}),
    description("The secrets that a version needs on its stage, where the deployer keeps them (sst).")
  ),
  migrations: pipe(
    optional(Migrations),
    description("The database migrations that versions bring, for the gates and for rollbacks.")
  ),
  hooks: optional(Hooks, {}),
  smoke: pipe(Smoke, description("How a version proves on a stage that it works.")),
  github: pipe(optional(Github, {}), description("The repository on GitHub, which gates ask.")),
  gates: pipe(
    optional(Gates, {}),
    description("What a deploy must also pass, besides the tag, the ledger and the lock.")
  ),
  verify: optional(Verify),
  notify: Notify,
  stages: pipe(
    optional(
      strictObject({
        staging: pipe(optional(Staging, {}), description("The stage before production.")),
        production: pipe(
          optional(stageSettings("automatic"), {}),
          description("The stage that users see; it takes only what staging verified.")
        )
      }),
      {}
    ),
    description("What differs between the stages.")
  )
});

// src/core/config/parse.ts
function parseConfig(text, file = CONFIG_FILE) {
  if (text === null) throw usageError("CONFIG_MISSING", `There is no ${file}.`);
  let { text: json, extras } = withoutExtras(text), read = readJson(json), foreign = extras.map(({ what, line }) => ({
    path: file,
    message: `is not JSON: ${what}`,
    fix: "Take it out.",
    at: `${file}:${line}`
  }));
  if (!read.ok) throw invalid([...foreign, { path: file, message: `is not JSON: ${read.fault}` }], file);
  let { lines, repeated } = jsonLines(json), { whole, problems: faults, broken, renamed } = examine(ConfigSchema, read.value, file), config = parse(ConfigSchema, whole), placed = [
    ...repeated.map(({ path, first, line }) => ({
      path,
      message: `is given twice, in line ${first} and in line ${line}`,
      fix: "Take one of them out."
    })),
    ...faults,
    ...configProblems(config, broken)
  ].map((problem) => {
    let path = asWritten(problem.path, renamed);
    return { ...problem, path, line: lineOf(path, lines) };
  });
  placed.sort((one, other) => one.line - other.line);
  let problems = [
    ...foreign,
    ...placed.map(({ line, ...problem }) => ({ ...problem, at: `${file}:${line}` }))
  ];
  if (problems.length > 0) throw invalid(problems, file);
  return config;
}
var asWritten = (path, renamed) => [...renamed].reduceRight(
  (text, [taken, written]) => isWithin(text, taken) ? `${written}${text.slice(taken.length)}` : text,
  path
);
function lineOf(path, lines) {
  let line = lines.get(path);
  if (line !== void 0) return line;
  let end = Math.max(path.lastIndexOf("."), path.lastIndexOf("["));
  return end < 0 ? 1 : lineOf(path.slice(0, end), lines);
}
function invalid(problems, file) {
  let count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return usageError("CONFIG_INVALID", `${file} has ${count}.`, problems);
}
function configProblems(config, broken) {
  return RULES.filter(
    ({ reads = [] }) => !reads.some((path) => broken.some((one) => overlap(path, one)))
  ).flatMap(({ judge }) => judge(config)).filter(({ path }) => !broken.some((one) => isWithin(path, one)));
}
var isWithin = (path, other) => path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[`);
function overlap(pattern, path) {
  let wanted = pattern.split("."), keys = path.replaceAll("[", ".").split(".");
  return wanted.every((key, index) => key === "*" || keys[index] === void 0 || keys[index] === key);
}
var MAX_APP_BYTES = 200, appNamesAFolder = {
  judge: ({ app }) => pathPart(app).length <= MAX_APP_BYTES ? [] : [
    {
      path: "app",
      message: "is too long: files and git's refs are named by it",
      fix: `Take a name of at most ${MAX_APP_BYTES} letters, digits, - and _; any other character counts three times or more.`
    }
  ]
}, versionIsAsserted = {
  reads: ["smoke.checks.*.expect.version", "smoke.checks.*.expect.sha"],
  judge: ({ smoke }) => smoke.checks.some(
    ({ optional: optional2, expect }) => !optional2 && (expect.version !== void 0 || expect.sha !== void 0)
  ) ? [] : [
    {
      path: "smoke.checks",
      message: "needs a required check with expect.version or expect.sha: without one the old version would pass",
      fix: 'Say where an answer has its version, e.g. "expect": {"version": "version"} for {"version": "v1.2.3"}, or "header:x-version".'
    }
  ]
}, deadlineHoldsTheConfirmations = {
  reads: ["smoke.consecutive", "smoke.confirmIntervalSeconds"],
  judge: ({ smoke }) => {
    let passes = (smoke.consecutive - 1) * smoke.confirmIntervalSeconds, settle = smoke.settleSeconds ?? 0, needed = Math.max(passes, settle), what = settle > passes ? "of settleSeconds" : `that ${smoke.consecutive} passes take`;
    return smoke.deadlineSeconds > needed ? [] : [
      {
        path: "smoke.deadlineSeconds",
        message: `must be more than the ${Number(needed.toFixed(3))} s ${what}`,
        fix: "Give the version more time, or ask for fewer or quicker passes."
      }
    ];
  }
}, intervalGrows = {
  reads: ["smoke.intervalSeconds"],
  judge: ({ smoke }) => smoke.intervalSeconds <= smoke.maxIntervalSeconds ? [] : [
    {
      path: "smoke.maxIntervalSeconds",
      message: `must be at least the ${smoke.intervalSeconds} s of intervalSeconds, is ${smoke.maxIntervalSeconds} s`,
      fix: "Set it to that or more."
    }
  ]
}, migrationPatternIsUsable = {
  judge: ({ migrations }) => migrations === void 0 || migrationPattern(migrations) !== null ? [] : [
    {
      path: "migrations.pattern",
      message: "is not a regular expression",
      fix: 'Write one, e.g. "\\\\.sql$" for all files that end so.'
    }
  ]
}, verificationLooksAtSomething = {
  reads: ["verify.checks", "verify.logs", "verify.slack"],
  judge: ({ verify }) => verify === void 0 || verify.checks.length > 0 || verify.logs !== void 0 || verify.slack !== void 0 ? [] : [
    {
      path: "verify",
      message: "must have checks, logs or slack",
      fix: "Add one of them, or take verify out."
    }
  ]
}, logsAreSomewhere = {
  reads: ["verify.logs"],
  judge({ verify }) {
    if (verify?.logs === void 0) return [];
    let { groups, prefix, pollSeconds, watchSeconds } = verify.logs;
    return [
      ...groups.length === 0 && prefix === void 0 ? [
        {
          path: "verify.logs",
          message: "must name groups or a prefix",
          fix: 'Add e.g. "prefix": "/aws/lambda/shop-{stage}-".'
        }
      ] : [],
      ...pollSeconds > watchSeconds ? [
        {
          path: "verify.logs.pollSeconds",
          message: `must be at most the ${watchSeconds} s of watchSeconds, is ${pollSeconds} s`,
          fix: "Look more often, or watch for longer."
        }
      ] : []
    ];
  }
}, ofWindows = (judge) => ({ stages }) => STAGES.flatMap((stage) => {
  let { windows } = stages[stage];
  return windows === void 0 ? [] : judge(windows, `stages.${stage}.windows`);
}), windowsAreUsable = {
  reads: ["stages.*.windows.allow", "stages.*.windows.deny"],
  judge: ofWindows(windowFaults)
}, zoneIsKnown = { judge: ofWindows(zoneFaults) }, RULES = [
  appNamesAFolder,
  versionIsAsserted,
  deadlineHoldsTheConfirmations,
  intervalGrows,
  migrationPatternIsUsable,
  verificationLooksAtSomething,
  logsAreSomewhere,
  ...CHECK_RULES,
  windowsAreUsable,
  zoneIsKnown,
  ...COMMAND_RULES
];

// src/core/sst/package-manager.ts
var LOCKFILE_OF = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm"
}, LOCKFILES = Object.keys(LOCKFILE_OF);
function chooseInstallation({ packageJson, lockfiles, yarnrc }) {
  let manifest = readManifest(packageJson);
  if (manifest === null)
    return { kind: "unknown", message: "package.json next to the lockfile is not valid JSON." };
  let locked = [
    ...new Set(LOCKFILES.filter((file) => lockfiles.includes(file)).map((file) => LOCKFILE_OF[file]))
  ], [named, version = ""] = manifest.packageManager.split("@"), manager = isManager(named) ? named : locked.length === 1 ? locked[0] : void 0;
  if (manager === void 0)
    return {
      kind: "unknown",
      message: `The tree has ${locked.length === 0 ? "no lockfile" : `lockfiles of ${locked.join(" and ")}`}, and packageManager does not name npm, pnpm, yarn or bun: set deployer.install.`
    };
  if (!locked.includes(manager))
    return {
      kind: "unknown",
      message: `packageManager is ${manager}, but the tree has no ${manager} lockfile.`
    };
  let modernYarn = version === "" ? yarnrc : !version.startsWith("1.");
  return {
    kind: "install",
    argv: [...version !== "" && (manager === "pnpm" || manager === "yarn") ? ["corepack"] : [], ...commandOf(manager, modernYarn)],
    needsSources: manifest.needsSources
  };
}
function commandOf(manager, modernYarn) {
  switch (manager) {
    case "npm":
      return ["npm", "ci", "--no-audit", "--no-fund"];
    case "pnpm":
      return ["pnpm", "install", "--frozen-lockfile"];
    case "yarn":
      return ["yarn", "install", modernYarn ? "--immutable" : "--frozen-lockfile"];
    case "bun":
      return ["bun", "install", "--frozen-lockfile"];
  }
}
var LIFECYCLE = ["preinstall", "install", "postinstall", "prepare"];
function readManifest(text) {
  try {
    let parsed = text === null ? {} : JSON.parse(text), { packageManager, scripts } = Object(parsed);
    return {
      packageManager: typeof packageManager == "string" ? packageManager : "",
      needsSources: LIFECYCLE.some((script) => Object.hasOwn(Object(scripts), script))
    };
  } catch {
    return null;
  }
}
var isManager = (name) => Object.values(LOCKFILE_OF).includes(name), INSTALL_FILES = [
  "**/package.json",
  ...LOCKFILES.map((file) => `**/${file}`),
  "**/.npmrc",
  "**/.yarnrc",
  "**/.yarnrc.yml",
  "**/.yarn/**",
  "**/pnpm-workspace.yaml",
  "**/.pnpmfile.cjs",
  "**/bunfig.toml",
  "**/patches/**"
];

// src/core/init/project.ts
var watchFault = (minutes) => Number(minutes) > 0 && Number(minutes) <= 1440 ? null : "must be minutes, more than 0 and at most 1440", notifyFault = (channel) => SLACK_CHANNEL.test(channel) || /^https?:\/\/[^\s/]/.test(channel) ? null : "must be the id of a Slack channel, e.g. C0123456789, or the URL of a webhook", SLACK_CHANNEL = /^[CG][A-Z0-9]+$/;
var HEALTH_PATHS = [
  "/health",
  "/api/health",
  "/healthz",
  "/version",
  "/api/version",
  "/status",
  "/"
], CONFIG_PATH = "pipeline.json", WORKFLOW_PATH = ".github/workflows/deploy.yml", wayToDeploy = (found, app, answers) => {
  for (let find of [byPerson, bySst, byScript, byShell, byKubernetes, byCompose, byDocker]) {
    let way = find(found, app, answers);
    if (way !== null) return way;
  }
  return null;
}, ADDRESS = "app", byPerson = (found, _app, { deploy }) => deploy === null ? null : { found: `the deploy command ${deploy.join(" ")}`, ...command([...deploy], installOf(found)) }, from = (directory, argv) => directory === "" ? argv : ["sh", "-euc", 'cd "$0"; exec "$@"', directory, ...argv], bySst = ({ sst }) => {
  if (sst === null) return null;
  let outputs = addressesOf(sst.text), where = sst.directory === "" ? {} : { directory: sst.directory }, path = sst.directory === "" ? "sst.config.ts" : `${sst.directory}/sst.config.ts`, named = outputs.length === 0 ? [ADDRESS] : outputs;
  return {
    found: `an SST app, ${path}, with the outputs ${named.join(", ")}`,
    deployer: { kind: "sst", ...where, outputs: named },
    address: named[0],
    notes: [
      ...outputs.length === 0 ? [
        `${path} returns no address that can be seen: let run() return { ${ADDRESS}: … }, or name its outputs.`
      ] : [],
      "Set stages.*.region, so that the pipeline checks the AWS credentials before it deploys."
    ]
  };
}, byScript = (found) => {
  let { scripts, manifest } = found, each = "deploy:staging" in scripts && "deploy:production" in scripts;
  if (!each && !("deploy" in scripts)) return null;
  let script = each ? "deploy:{stage}" : "deploy", manager = installationOf(found)?.find((word) => word !== "corepack") ?? "npm", shown = manifest.packageJson === null ? "" : " of package.json";
  return {
    found: `the script ${script}${shown}`,
    ...command(from(found.directory, [manager, "run", script]), installOf(found))
  };
}, byShell = (found) => {
  if (found.script === null) return null;
  let { path, shell } = found.script, way = command(from(found.directory, [shell, path, "{stage}"]), installOf(found));
  return {
    ...way,
    found: `the script ${path}`,
    notes: [
      `${path} is started with the stage as its only argument: correct deployer.deploy where it takes others.`,
      ...way.notes
    ]
  };
}, byKubernetes = (found) => {
  let { deployment } = found;
  if (deployment === null) return null;
  let { path, name, container, image } = deployment, argv = ["kubectl", "--namespace", "{stage}", "set", "image"], target = [`deployment/${name}`, `${container}=${withoutTag(image)}:{tag}`], way = command([...argv, ...target], null);
  return {
    ...way,
    found: `the Kubernetes Deployment ${name} in ${path}`,
    notes: [
      ...way.notes,
      "The image of a tag must have been pushed before its deploy; each stage is a namespace."
    ]
  };
}, withoutTag = (image) => image.replace(/@.*/, "").replace(/:[^/:]*$/, ""), byCompose = (found, app) => {
  if (found.compose === null) return null;
  let project = ["docker", "compose", "--project-name", `${app}-{stage}`];
  return {
    found: found.compose,
    ...command(from(found.directory, [...project, "up", "--detach", "--build", "--wait"]), null)
  };
}, byDocker = (found, app, answers) => {
  if (found.dockerfile === null) return null;
  let inner = /^\s*EXPOSE\s+(\d+)/im.exec(found.dockerfile)?.[1] ?? "8080", port = (url, other) => url === null ? other : new URL(url).port || other, script = [
    `case "$PIPELINE_STAGE" in production) port=${port(answers.production, "8080")} ;; *) port=${port(answers.staging, "8081")} ;; esac`,
    `docker build --tag "${app}:$PIPELINE_TAG" .`,
    `docker rm --force "${app}-$PIPELINE_STAGE" > /dev/null 2>&1 || true`,
    `docker run --detach --name "${app}-$PIPELINE_STAGE" --publish "$port:${inner}" --env PIPELINE_TAG --env PIPELINE_SHA "${app}:$PIPELINE_TAG"`
  ], way = command(from(found.directory, ["sh", "-euc", script.join(`
`)]), null);
  return {
    ...way,
    found: "a Dockerfile",
    notes: [...way.notes, "The containers run where the pipeline does."]
  };
};
function command(deploy, install) {
  return {
    deployer: { kind: "command", ...install === null ? {} : { install }, deploy },
    address: ADDRESS,
    notes: [
      "The deploy command gets PIPELINE_STAGE, PIPELINE_TAG and PIPELINE_SHA: the application has to answer with the tag."
    ]
  };
}
function installOf(found) {
  let argv = installationOf(found);
  return argv === null ? null : from(found.installsAtRoot ? "" : found.directory, argv);
}
function installationOf({ manifest }) {
  let chosen = chooseInstallation(manifest);
  return chosen.kind === "install" ? chosen.argv : null;
}
function addressesOf(text) {
  let outputs = returnedBy(text), addresses = outputs.filter(({ value }) => /url|https?:|domain|router|\bsite\b|\bweb\b/i.test(value));
  return (addresses.length > 0 ? addresses : outputs).map(({ name }) => name);
}
function returnedBy(text) {
  let run = text.search(/\brun\s*[(:]/), start = text.lastIndexOf("return {");
  if (run < 0 || start < run) return [];
  let parts = [], depth = 0, part = "";
  for (let char of text.slice(start + 7)) {
    if ("{([".includes(char) && (depth += 1), "})]".includes(char) && (depth -= 1), depth === 0) break;
    depth === 1 && char === "," ? (parts.push(part), part = "") : part += char;
  }
  return [...parts, part].flatMap(
    (one) => [...withoutComments(one).matchAll(OUTPUT)].map(([, name = "", value = name]) => ({ name, value }))
  );
}
var OUTPUT = /^[\s{]*([A-Za-z]\w*)\s*(?::\s*([\s\S]*))?$/g, withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*/gm, "");

export {
  LOCKFILES,
  chooseInstallation,
  INSTALL_FILES,
  watchFault,
  notifyFault,
  SLACK_CHANNEL,
  HEALTH_PATHS,
  CONFIG_PATH,
  WORKFLOW_PATH,
  wayToDeploy,
  parseConfig
};
