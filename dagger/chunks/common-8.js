// Made by `npm run build` from src/engine: change it there.
import {
  Argv,
  Check,
  CheckUrl,
  Environment,
  Name,
  RepositoryPath,
  Seconds,
  Smoke,
  Text,
  Url,
  missingPlaceholders
} from "./common-6.js";
import {
  STAGES
} from "./core-stage.js";
import {
  array,
  boolean,
  description,
  integer,
  is,
  literal,
  maxValue,
  minEntries,
  minLength,
  minValue,
  null_,
  number,
  optional,
  picklist,
  pipe,
  record,
  regex,
  safeParse,
  strictObject,
  string,
  union,
  variant
} from "./valibot.js";
import {
  readJson,
  repeatedKeys
} from "./core-json.js";
import {
  clip,
  usageError
} from "./core-reasons.js";

// src/core/config/addresses.ts
var BETWEEN = /\n|,\s*(?=[A-Za-z]\w*=https?:)/;
function readAddresses(text) {
  let parts = (text ?? "").split(BETWEEN).map((part) => part.trim()), problems = [], addresses = {};
  for (let part of parts.filter((one) => one !== "")) {
    let [, name = "", address = ""] = /^([^=]*)=(.*)$/s.exec(part) ?? [], path = `--url ${name || JSON.stringify(clip(part))}`;
    is(Name, name) ? is(Url, address) ? Object.hasOwn(addresses, name) ? problems.push({ path, message: "is given twice" }) : addresses[name] = address : problems.push({ path, message: `${JSON.stringify(clip(address))} is not a URL of http:// or https://` }) : problems.push({ path, message: "is not NAME=ADDRESS" });
  }
  if (problems.length > 0) throw usageError("USAGE", "The addresses cannot be understood.", problems);
  return addresses;
}

// src/core/migrations/migration.ts
var destructive = (what) => ({ risk: "destructive", what }), unknown = (what) => ({ risk: "unknown", what });
function migrationPattern({ pattern }) {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return null;
  }
}
var isMigration = (config, path) => migrationPattern(config)?.test(path) === !0 && !/\.d\.[cm]?ts$|\.down\.\w+$/i.test(path);
function downFileOf(path, files) {
  let wanted = path.replace(/(\.up)?(\.\w+)$/i, ".down$2");
  return files.includes(wanted) ? wanted : null;
}
var NAMED = 5;
function describeMigrations(migrations) {
  let named = migrations.slice(0, NAMED).map(describeMigration), more = migrations.length - named.length;
  return [...named, ...more > 0 ? [`and ${more} more`] : []].join(", ");
}
function describeMigration({ path, change, risk, reasons, down }) {
  let kind = reasons.length === 0 ? risk : `${risk}: ${clip(reasons.join(", "), MAX_REASONS)}`;
  return `${path} (${kind}${change !== "new" || down !== null ? "" : "; no down migration"})`;
}
var MAX_REASONS = 160;

// src/core/config/rules.ts
var configProblems = (config) => RULES.flatMap((rule) => rule(config)), versionIsAsserted = ({ smoke }) => smoke.checks.some(
  ({ optional: optional3, expect }) => !optional3 && (expect.version !== void 0 || expect.sha !== void 0)
) ? [] : [
  {
    path: "smoke.checks",
    message: "needs a required check with expect.version or expect.sha: without one the old version would pass"
  }
], checkLists = ({ smoke, verify }) => [
  { path: "smoke.checks", checks: smoke.checks },
  { path: "verify.checks", checks: verify?.checks ?? [] }
], checkNamesAreUnique = (config) => checkLists(config).flatMap(({ path, checks }) => {
  let names = checks.map(({ name }) => name);
  return names.flatMap(
    (name, index) => names.indexOf(name) === index ? [] : [{ path: `${path}[${index}].name`, message: `"${name}" is used twice` }]
  );
}), deadlineHoldsTheConfirmations = ({ smoke }) => {
  let passes = (smoke.consecutive - 1) * smoke.confirmIntervalSeconds, settle = smoke.settleSeconds ?? 0, needed = Math.max(passes, settle), what = settle > passes ? "of settleSeconds" : `that ${smoke.consecutive} passes take`;
  return smoke.deadlineSeconds > needed ? [] : [
    {
      path: "smoke.deadlineSeconds",
      message: `must be more than the ${Number(needed.toFixed(3))} s ${what}`
    }
  ];
}, intervalGrows = ({ smoke }) => smoke.intervalSeconds <= smoke.maxIntervalSeconds ? [] : [
  {
    path: "smoke.maxIntervalSeconds",
    message: `must be at least the ${smoke.intervalSeconds} s of intervalSeconds, is ${smoke.maxIntervalSeconds} s`
  }
], bodyNeedsAMethod = (config) => checkLists(config).flatMap(
  ({ path, checks }) => checks.flatMap(
    ({ body, method }, index) => body !== void 0 && (method === "GET" || method === "HEAD") ? [{ path: `${path}[${index}].body`, message: `cannot be sent with ${method}; set method to POST` }] : []
  )
), urlsOf = (config) => {
  let checks = checkLists(config).flatMap(
    ({ path, checks: list }) => list.map(({ url }, index) => ({ path: `${path}[${index}].url`, url }))
  ), slack = config.verify?.slack;
  return slack === void 0 ? checks : [...checks, { path: "verify.slack.url", url: slack.url }];
};
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
var urlsAreKnown = (config) => {
  let { deployer, stages } = config, outputs = knownOutputs(deployer);
  return outputs === null ? [] : STAGES.flatMap((stage) => {
    let known = Object.fromEntries(
      [...Object.keys(stages[stage].urls), ...outputs].map((name) => [name, ""])
    );
    return urlsOf(config).flatMap(
      ({ path, url }) => missingPlaceholders(url, known).map((name) => ({
        path,
        message: `{${name}} is neither in stages.${stage}.urls nor an output of the deployer`
      }))
    );
  });
}, servicesNameEarlierOnes = ({ deployer }) => {
  if (deployer.kind !== "sandbox") return [];
  let services = Object.entries(deployer.services);
  return services.flatMap(([name, { env }], index) => {
    let earlier = Object.fromEntries(services.slice(0, index).map(([earlierName]) => [earlierName, ""]));
    return Object.entries(env).flatMap(
      ([key, value]) => missingPlaceholders(value, earlier).map((missing) => ({
        path: `deployer.services.${name}.env.${key}`,
        message: `{${missing}} is not a service named before this one`
      }))
    );
  });
}, migrationPatternIsUsable = ({ migrations }) => migrations === void 0 || migrationPattern(migrations) !== null ? [] : [{ path: "migrations.pattern", message: "is not a regular expression" }], TAKEN = ["--stage", "--target", "--exclude", "--dev", "--continue", "--config"], sstDeploysTheWholeVersion = ({ deployer }) => deployer.kind !== "sst" ? [] : deployer.arguments.flatMap(
  (argument, index) => TAKEN.some((option) => argument === option || argument.startsWith(`${option}=`)) ? [
    {
      path: `deployer.arguments[${index}]`,
      message: `${argument} cannot be given: the pipeline deploys the whole version to its stage`
    }
  ] : []
);
function migrationSecretProblems({ deployer, migrations }) {
  return migrations?.run?.databaseUrl?.secret === void 0 || deployer.kind === "sst" ? [] : [{ path: "migrations.run.databaseUrl.secret", message: `needs the deployer sst, is ${deployer.kind}` }];
}
function verifyProblems({ verify }) {
  if (verify === void 0) return [];
  let { checks, logs, slack } = verify;
  return [
    ...checks.length === 0 && logs === void 0 && slack === void 0 ? [{ path: "verify", message: "must have checks, logs or slack" }] : [],
    ...logs === void 0 ? [] : logsProblems(logs)
  ];
}
function logsProblems({ groups, prefix, pollSeconds, watchSeconds }) {
  return [
    ...groups.length === 0 && prefix === void 0 ? [{ path: "verify.logs", message: "must name groups or a prefix" }] : [],
    ...pollSeconds > watchSeconds ? [
      {
        path: "verify.logs.pollSeconds",
        message: `must be at most the ${watchSeconds} s of watchSeconds, is ${pollSeconds} s`
      }
    ] : []
  ];
}
var awsNeedsARegion = ({ stages }) => STAGES.flatMap((stage) => {
  let { region, roleArn, account } = stages[stage];
  return region !== void 0 || roleArn === void 0 && account === void 0 ? [] : [
    { path: `stages.${stage}.region`, message: `is missing: ${roleArn ? "roleArn" : "account"} needs it` }
  ];
}), sstStagesAreInAws = ({ deployer, stages }) => {
  if (deployer.kind !== "sst") return [];
  let [one] = STAGES.filter((stage) => stages[stage].region !== void 0);
  return one === void 0 ? [] : STAGES.filter((stage) => stages[stage].region === void 0).map((stage) => ({
    path: `stages.${stage}.region`,
    message: `no AWS region is set, although ${one} has one`
  }));
}, rolesAreOfTheirAccount = ({ stages }) => STAGES.flatMap((stage) => {
  let { roleArn, account } = stages[stage], holder = roleArn?.split(":")[4];
  return holder === void 0 || account === void 0 || holder === account ? [] : [{ path: `stages.${stage}.roleArn`, message: `is in account ${holder}, not in ${account}` }];
}), RULES = [
  versionIsAsserted,
  checkNamesAreUnique,
  deadlineHoldsTheConfirmations,
  intervalGrows,
  bodyNeedsAMethod,
  urlsAreKnown,
  servicesNameEarlierOnes,
  migrationPatternIsUsable,
  verifyProblems,
  migrationSecretProblems,
  awsNeedsARegion,
  sstStagesAreInAws,
  rolesAreOfTheirAccount,
  sstDeploysTheWholeVersion
];

// src/core/config/deployer.ts
var Service = strictObject({
  command: Argv,
  env: pipe(
    optional(Environment, {}),
    description("Extra environment; {name} stands for the URL of a service named before this one.")
  )
}), Sandbox = strictObject({
  kind: pipe(
    literal("sandbox"),
    description("Starts the services as processes on this machine; needs no account.")
  ),
  services: pipe(
    record(Name, Service),
    minEntries(1, "must name at least one service"),
    description(
      "What to start, by name, in this order. Each gets PORT and HOST to listen on, PIPELINE_TAG, PIPELINE_SHA and PIPELINE_STAGE. Its URL is the output of the same name."
    )
  )
}), Command = strictObject({
  kind: pipe(literal("command"), description("Runs the deploy command of any tool.")),
  install: pipe(
    optional(Argv),
    description("Runs first in the tree of the tag, e.g. to install dependencies.")
  ),
  deploy: pipe(
    Argv,
    description("Deploys the tree of the tag to {stage}; an exit code other than 0 is a failure.")
  ),
  outputs: pipe(
    optional(Text),
    description("A JSON file that the deploy writes, an object of names and values, relative to the tree.")
  ),
  env: pipe(optional(Environment, {}), description("Extra environment of install and deploy.")),
  image: pipe(
    optional(Text),
    description("The container image of the steps on an engine; overrides the top-level image.")
  ),
  timeoutSeconds: pipe(
    optional(Seconds, 1800),
    description("After this, the deploy is ended and counts as failed.")
  )
}), Sst = strictObject({
  kind: pipe(literal("sst"), description("Deploys an SST app (v3 and later) to {stage}.")),
  directory: pipe(
    optional(RepositoryPath),
    description("The folder that holds sst.config.ts, when that is not the repository's root.")
  ),
  install: pipe(
    optional(union([literal("auto"), Argv]), "auto"),
    description(
      "How the tag's dependencies are installed: auto takes its own package manager (npm, pnpm, yarn or bun, by packageManager or lockfile) with the lockfile frozen."
    )
  ),
  outputs: pipe(
    optional(array(Name), []),
    description(
      "Outputs of the app that a deploy must give. Only these are kept: any other may be a secret in plain text."
    )
  ),
  arguments: pipe(
    optional(array(string()), []),
    description("Further arguments of sst deploy, such as --policy and its path.")
  ),
  env: pipe(optional(Environment, {}), description("Extra environment of install and deploy.")),
  image: pipe(
    optional(Text),
    description(
      "The container image of the steps on an engine; overrides the top-level image. Needs node, the package manager, glibc and CA certificates."
    )
  ),
  timeoutSeconds: pipe(
    optional(Seconds, 3600),
    description("After this, the deploy is interrupted and counts as failed.")
  ),
  graceSeconds: pipe(
    optional(Seconds, 300),
    description("How long an interrupted deploy may take to finish what it is doing before it is killed.")
  )
}), Deployer = pipe(
  variant("kind", [Sandbox, Command, Sst]),
  description("How a version gets onto a stage.")
);

// src/core/config/migrations.ts
var POLICIES = ["warn", "block", "allow"], Policy = optional(picklist(POLICIES), "warn"), Fence = strictObject({
  deploy: pipe(
    Policy,
    description(
      "A deploy to production that brings migrations: warn asks for --allow-one-way when one of them is destructive or cannot be judged, block asks for it in any case, allow never asks."
    )
  ),
  rollback: pipe(
    Policy,
    description(
      "A rollback over migrations: warn says so first and goes on, allow goes on, block freezes the stage instead of rolling back automatically, and asks a person for --over-migrations."
    )
  )
}), Variable = pipe(
  string(),
  regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable")
), DatabaseUrl = strictObject({
  variable: pipe(
    optional(Variable, "DATABASE_URL"),
    description("The environment variable in which the command finds it.")
  ),
  env: pipe(
    optional(Variable, "DATABASE_URL"),
    description("The host runner's environment variable that holds it; an engine takes --database-url.")
  ),
  secret: pipe(
    optional(pipe(string(), regex(/^[A-Z][A-Za-z0-9]*$/, "is not the name of an SST secret"))),
    description(
      "The SST secret of the stage that holds it instead: only the command itself sees its value."
    )
  )
}), MigrationsRun = strictObject({
  when: pipe(
    picklist(["before", "after"]),
    description(
      "before the deploy, for migrations that the running version can work with; or after smoke has passed, for those that remove something. Never in a rollback."
    )
  ),
  install: pipe(optional(Argv), description("Runs first in the tree of the tag, e.g. npm ci.")),
  command: pipe(Argv, description("Applies the migrations of the tag's tree to {stage}'s database.")),
  head: pipe(
    optional(Argv),
    description(
      "Prints the newest migration that the database has, on its last line; run before and after. Without it, the newest file counts as applied once the command has succeeded."
    )
  ),
  directory: pipe(
    optional(RepositoryPath),
    description("Where the commands run; default: the repository's root.")
  ),
  databaseUrl: pipe(
    optional(DatabaseUrl),
    description("Where the database's address, a secret, comes from. Without it, the commands get none.")
  ),
  env: pipe(optional(Environment, {}), description("Extra environment of the commands.")),
  image: pipe(
    optional(Text),
    description("The container image of the commands on an engine; overrides the top-level image.")
  ),
  timeoutSeconds: pipe(
    optional(Seconds, 900),
    description("After this, the migration is ended and counts as failed.")
  )
}), Migrations = strictObject({
  path: pipe(
    RepositoryPath,
    description("The folder below which every file that matches pattern is a migration.")
  ),
  pattern: pipe(
    optional(Text, "\\.(sql|[cm]?[jt]s)$"),
    description("A regular expression that the paths of migrations match; a *.d.ts is never one.")
  ),
  down: pipe(
    optional(picklist(["any", "section", "file", "export", "none"]), "any"),
    description(
      "Where down migrations are: in a section of the same file (-- Down Migration), in a file of their own (NAME.down.sql), exported as down, any of these, or none."
    )
  ),
  run: pipe(
    optional(MigrationsRun),
    description("How the pipeline runs them; without it, they are run elsewhere and only read here.")
  ),
  fence: pipe(
    optional(Fence, {}),
    description("What migrations between two versions mean for a deploy and for a rollback.")
  )
});

// src/core/config/verify.ts
var whole = (most) => pipe(
  number(),
  integer("must be a whole number"),
  minValue(0, "must be 0 or more"),
  maxValue(most, `must be at most ${most}`)
), deadline = pipe(
  optional(Seconds, 30),
  description("The answer must be right within this time; until then it is asked for again.")
), optional2 = pipe(optional(boolean(), !1), description("Reported, but does not decide.")), VerifyCheck = strictObject({ ...Check.entries, deadlineSeconds: deadline }), MAX_TOLERATED = 1e3, Logs = strictObject({
  groups: pipe(
    optional(array(Text), []),
    description(
      "Names of log groups; {stage}, URLs of the stage and outputs of the deployer are filled in."
    )
  ),
  prefix: pipe(
    optional(Text),
    description("All log groups whose names begin with this, with the same placeholders.")
  ),
  pattern: pipe(
    optional(Text, "?ERROR ?Error ?Exception ?Unhandled"),
    description("What an error line looks like, as a CloudWatch Logs filter pattern.")
  ),
  tolerated: pipe(
    optional(whole(MAX_TOLERATED), 0),
    description("Up to this many matching lines are not a failure.")
  ),
  watchSeconds: pipe(
    optional(Seconds, 120),
    description("How long after the deploy the logs are watched; lines before the deploy do not count.")
  ),
  pollSeconds: pipe(optional(Seconds, 10), description("Between looks at the logs.")),
  settleSeconds: pipe(
    optional(Seconds, 15),
    description("How long to wait after that for lines that CloudWatch receives late.")
  ),
  lookBackSeconds: pipe(
    optional(Seconds, 3600),
    description("How far back verify looks when the deploy was long ago.")
  ),
  region: pipe(optional(Text), description("AWS region of the logs; default: that of the stage.")),
  optional: optional2
}), Slack = strictObject({
  url: CheckUrl,
  signingSecret: pipe(
    optional(
      strictObject({
        env: pipe(
          optional(
            pipe(
              string(),
              regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable")
            ),
            "SLACK_SIGNING_SECRET"
          ),
          description("Environment variable of the host runner; an engine takes --slack-signing-secret.")
        )
      }),
      {}
    ),
    description("Where the bot's signing secret comes from. Its value is never in this file.")
  ),
  deadlineSeconds: deadline,
  optional: optional2
}), Verify = pipe(
  strictObject({
    checks: pipe(
      optional(array(VerifyCheck), []),
      description("Requests such as a sample chat query; each is repeated until its answer is right once.")
    ),
    logs: pipe(optional(Logs), description("Error lines in CloudWatch Logs since the deploy.")),
    slack: pipe(
      optional(Slack),
      description(
        "The Slack bot's events address answers a signed url_verification request with its challenge."
      )
    ),
    rollback: pipe(
      optional(boolean(), !1),
      description(
        "Whether a version that passes smoke and fails verification is rolled back, where the stage rolls back automatically."
      )
    )
  }),
  description("What verify, and deploys with --verify, check after smoke has passed.")
);

// src/core/config/schema.ts
var matching = (pattern, message) => pipe(string(), regex(pattern, message)), awsStage = {
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
  roleArn: pipe(
    optional(
      matching(
        /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/,
        "must be the ARN of an IAM role: arn:aws:iam::123456789012:role/NAME"
      )
    ),
    description("The IAM role that a job assumes for the stage, with the token that its CI gives it.")
  )
}, stageSettings = (rollback) => strictObject({
  urls: pipe(
    optional(record(Name, Url), {}),
    description("Fixed URLs of the stage by name; an output of the deployer of the same name wins.")
  ),
  rollback: pipe(
    optional(picklist(["automatic", "manual"]), rollback),
    description("Whether a version that fails is rolled back without asking.")
  ),
  ...awsStage
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
  smoke: pipe(Smoke, description("How a version proves on a stage that it works.")),
  github: pipe(optional(Github, {}), description("The repository on GitHub, which gates ask.")),
  gates: pipe(
    optional(Gates, {}),
    description("What a deploy must also pass, besides the tag, the ledger and the lock.")
  ),
  verify: optional(Verify),
  stages: pipe(
    optional(
      strictObject({
        staging: pipe(
          optional(stageSettings("manual"), {}),
          description("The stage before production.")
        ),
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
var CONFIG_FILE = "pipeline.json";
function parseConfig(text) {
  if (text === null)
    throw usageError("CONFIG_MISSING", `There is no ${CONFIG_FILE} at the repository's root.`);
  let json = readJson(text);
  if (!json.ok) throw invalid([{ path: CONFIG_FILE, message: `is not JSON: ${json.fault}` }]);
  let { issues = [], output } = safeParse(ConfigSchema, json.value, { abortPipeEarly: !0 }), faults = issues.map((issue) => describeIssue(issue, CONFIG_FILE)).filter((fault) => fault !== null), problems = [...repeatedKeys(text).map(describeRepeated), ...lostKeys(json.value, output, CONFIG_FILE), ...faults], broken = issues.every(({ kind, expected }) => kind === "validation" || expected === "never") ? configProblems(output) : [];
  if (problems.push(...broken.filter(({ path }) => !problems.some((known) => known.path === path))), problems.length > 0) throw invalid(problems);
  return output;
}
var describeRepeated = ({ place, line }) => ({
  path: pathOf(place, CONFIG_FILE),
  message: `is given twice, the second time in line ${line}`
});
function invalid(problems) {
  let count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return usageError("CONFIG_INVALID", `${CONFIG_FILE} has ${count}.`, problems);
}
var pathOf = (place, whole2) => place.reduce(
  (text, key) => typeof key == "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`,
  ""
) || whole2;
function describeIssue(issue, whole2) {
  if (issue.expected === "never") return null;
  let place = (issue.path ?? []).map(({ key }) => key);
  return { path: pathOf(place, whole2), message: issueMessage(issue) };
}
function issueMessage({ kind, type, input, expected, received, message }) {
  if (kind !== "schema") return message;
  if (type === "strict_object" && received === "undefined") return "is missing";
  let wanted = `must be ${inWords(expected)}`;
  return received === "undefined" ? `is missing; ${wanted}` : `${wanted}, is ${typeof input == "string" ? clip(JSON.stringify(input)) : inWords(received)}`;
}
var WORDS = /* @__PURE__ */ new Map([
  ["Object", "an object"],
  ["Array", "an array"],
  ["string", "a string"],
  ["number", "a number"],
  ["boolean", "a boolean"]
]);
function inWords(types) {
  return types.replace(/^\((.*)\)$/, "$1").split(" | ").map((word) => WORDS.get(word) ?? word).join(", ").replace(/, (?=[^,]*$)/, " or ");
}
function lostKeys(read, parsed, whole2, place = []) {
  return !isContainer(read) || !isContainer(parsed) ? [] : Array.isArray(read) && !Array.isArray(parsed) ? [{ path: pathOf(place, whole2), message: "must be an object, is an array" }] : Object.entries(read).flatMap(([key, value]) => {
    let inner = [...place, Array.isArray(read) ? Number(key) : key];
    return Object.hasOwn(parsed, key) ? lostKeys(value, parsed[key], whole2, inner) : [
      {
        path: pathOf(inner, whole2),
        message: RESERVED.has(key) ? "is a reserved name" : "is not a known key"
      }
    ];
  });
}
var RESERVED = /* @__PURE__ */ new Set(["__proto__", "prototype", "constructor"]), isContainer = (value) => typeof value == "object" && value !== null;

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

export {
  destructive,
  unknown,
  isMigration,
  downFileOf,
  describeMigrations,
  readAddresses,
  CONFIG_FILE,
  parseConfig,
  LOCKFILES,
  chooseInstallation,
  INSTALL_FILES
};
