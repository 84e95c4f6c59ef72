// Made by `npm run build` from src/engine: change it there.
import {
  Notify,
  secretOf
} from "./core-config-notify.js";
import {
  CONFIG_FILE,
  asList,
  issueMessage,
  kindsOf,
  quoted,
  shownValue,
  withoutQuotes
} from "./core-config-wording.js";
import {
  Windows,
  windowFaults
} from "./core-config-windows.js";
import {
  COMMAND_RULES,
  HOOKS,
  Hooks
} from "./core-config-command-rules.js";
import {
  Verify,
  Watch,
  requestOf
} from "./core-config-watch.js";
import {
  Smoke,
  migrationPattern
} from "./semver.js";
import {
  missingPlaceholders
} from "./core-config-placeholders.js";
import {
  STAGES
} from "./core-stage.js";
import {
  jsonLines,
  pathOf,
  readJson,
  withoutExtras
} from "./core-json.js";
import {
  usageError
} from "./core-errors.js";
import {
  clip
} from "./core-text.js";
import {
  meant
} from "./core-nearest.js";
import {
  Argv,
  Environment,
  Name,
  RepositoryPath,
  Seconds,
  Text,
  ToolSecrets,
  Url
} from "./core-config-fields.js";
import {
  array,
  boolean,
  description,
  getDescription,
  is,
  literal,
  maxValue,
  minEntries,
  minLength,
  minValue,
  null_,
  number,
  optional,
  parse,
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

// src/core/config/examine.ts
function examine(schema, value, file) {
  let examiner = new Examiner(file), whole = examiner.visit(schema, value, []), { problems, broken, renamed } = examiner;
  return { whole, problems, broken, renamed };
}
var NOTHING = /* @__PURE__ */ Symbol("nothing"), Examiner = class {
  problems = [];
  broken = [];
  renamed = /* @__PURE__ */ new Map();
  file;
  constructor(file) {
    this.file = file;
  }
  /** The value, or what stands for it where it is wrong. */
  visit(outer, value, place) {
    let isOptional = outer.type === "optional", schema = isOptional ? outer.wrapped : outer, about = getDescription(outer) ?? getDescription(schema) ?? "", taken = this.inside(schema, value, place, about), result = taken === NOTHING ? null : safeParse(schema, taken, { abortPipeEarly: !0 });
    if (result?.success) return taken;
    let stand = result === null ? NOTHING : this.refuse(schema, taken, result.issues[0], place, about);
    return stand !== NOTHING ? stand : (this.broken.push(pathOf(place, this.file)), isOptional ? void 0 : standIn(schema));
  }
  inside(schema, value, place, about) {
    let { type } = schema;
    return type === "array" ? this.list(schema, value, place, about) : type !== "strict_object" && type !== "record" && type !== "variant" ? value : isObject(value) ? type === "variant" ? this.variant(schema, value, place) : type === "record" ? this.record(schema, value, place) : this.object(schema, value, place) : (this.report(place, `must be an object, is ${shownValue(value)}`, `Correct it. ${about}`), place.length === 0 ? this.object(schema, {}, place) : NOTHING);
  }
  list(schema, value, place, about) {
    let items = (list) => list.map((one, index) => this.visit(schema.item, one, [...place, index]));
    if (Array.isArray(value)) return items(value);
    let read = schema.item?.type === "string" && typeof value == "string" ? asList(value) : null, fix = read === null ? `Correct it. ${about}` : `Write ${JSON.stringify(read)}.`;
    return this.report(place, `must be an array, is ${shownValue(value)}`, fix), read === null ? NOTHING : items(read);
  }
  object(schema, value, place) {
    let entries = schema.entries, visited = {};
    for (let [key, one] of Object.entries(value)) {
      let name = Object.hasOwn(entries, key) ? key : this.unknown(Object.keys(entries), value, [...place, key]);
      name !== null && (visited[name] = this.visit(entries[name], one, [...place, name]));
    }
    for (let [key, entry] of Object.entries(entries)) {
      if (Object.hasOwn(visited, key) || entry.type === "optional") continue;
      visited[key] = standIn(entry);
      let kinds = kindsOf(entry), must = kinds.length === 0 ? "" : `; must be ${quoted(kinds)}`;
      this.broken.push(pathOf([...place, key], this.file)), this.report([...place, key], `is missing${must}`, `Add it. ${getDescription(entry) ?? ""}`);
    }
    return visited;
  }
  /** The known key that was meant by an unknown one; null when there is none, or when it is there as well. */
  unknown(known, holder, place) {
    let key = String(place.at(-1));
    if (this.isReserved(place)) return null;
    let name = meant(key, known), hint = name === null ? "" : `; did you mean ${name}?`, fix = name === null ? `Take it out. Known here: ${known.join(", ")}.` : `Rename it to ${name}.`;
    if (this.report(place, `is not a known key${hint}`, fix), name === null || Object.hasOwn(holder, name)) return null;
    let taken = pathOf([...place.slice(0, -1), name], this.file);
    return this.renamed.has(taken) ? null : (this.renamed.set(taken, pathOf(place, this.file)), name);
  }
  record(schema, value, place) {
    let visited = {};
    for (let [key, one] of Object.entries(value)) {
      let inner = [...place, key];
      if (this.isReserved(inner)) continue;
      let named = safeParse(schema.key, key);
      named.success || this.report(inner, named.issues[0].message, "Choose another name.");
      let item = this.visit(schema.value, one, inner);
      named.success ? visited[key] = item : this.broken.push(pathOf(inner, this.file));
    }
    return visited;
  }
  isReserved(place) {
    let isSo = RESERVED.has(String(place.at(-1)));
    return isSo && this.report(place, "is a reserved name", "Choose another name."), isSo;
  }
  /** Which of several shapes an object has is known by one key; where that is wrong, by what else it has. */
  variant(schema, value, place) {
    let shapes = schema.options, key = schema.key, kinds = shapes.map(({ entries }) => String(entries?.[key]?.literal)), shapeOf = (kind) => shapes[kinds.indexOf(String(kind))], written = value[key], named = shapeOf(written);
    if (named !== void 0) return this.object(named, value, place);
    let inner = [...place, key], shares = (kind) => Object.keys(value).filter((one) => Object.hasOwn(shapeOf(kind).entries, one)).length, [first, second] = [...kinds].sort((one, other) => shares(other) - shares(one)), like = typeof written == "string" ? meant(written, kinds) : null, close = shares(first) > shares(second) ? first : like, is2 = written === void 0 ? "is missing; " : "", not = written === void 0 ? "" : `, is ${shownValue(written)}`;
    return this.report(
      inner,
      `${is2}must be ${quoted(kinds)}${not}`,
      close === null ? "Choose one." : `Write ${JSON.stringify(close)}.`
    ), close === null ? NOTHING : this.object(shapeOf(close), { ...value, [key]: close }, place);
  }
  /** Says what is wrong with a value, and gives what was meant by it, or nothing. */
  refuse(schema, value, issue, place, about) {
    let bare = issue.kind === "schema" ? withoutQuotes(value) : null, read = bare === null ? null : safeParse(schema, bare);
    if (read?.success)
      return this.report(place, issueMessage(issue), `Write ${bare} without quotation marks.`), bare;
    let close = typeof value == "string" ? meant(value, kindsOf(schema)) : null, [other] = read?.issues ?? [], message = other === void 0 || other.kind === "schema" ? issueMessage(issue) : `${other.message}, is ${shownValue(value)}`, correct = kindsOf(schema).length > 0 ? "Choose one of these." : `Correct it. ${about}`;
    return this.report(place, message, close === null ? correct : `Write ${JSON.stringify(close)}.`), close ?? NOTHING;
  }
  report(place, message, fix) {
    this.problems.push({ path: pathOf(place, this.file), message, fix: fix.trim() });
  }
}, RESERVED = /* @__PURE__ */ new Set(["__proto__", "prototype", "constructor"]), isObject = (value) => typeof value == "object" && value !== null && !Array.isArray(value), PLAIN = ["stand-in", "https://stand-in.invalid", "StandIn", 1, 200, !1];
function standIn(schema) {
  let { type, entries, item, literal: literal2, options } = schema, candidates = [...PLAIN];
  if (type !== "optional") {
    if (type === "literal" && candidates.push(literal2), type === "picklist" && candidates.push(options?.[0]), type === "array" && candidates.push([], [standIn(item)]), type === "record" && candidates.push({}, { standIn: standIn(schema.value) }), type === "variant" && candidates.push(standIn(options?.[0])), type === "strict_object") {
      let all = Object.entries(entries);
      candidates.push(Object.fromEntries(all.map(([key, entry]) => [key, standIn(entry)])));
    }
    return candidates.find((candidate) => is(schema, candidate));
  }
}

// src/core/config/secret-headers.ts
var SECRET = /\{(secret|base64):([A-Za-z_][A-Za-z0-9_]*)\}/g, secretsIn = (text) => [
  ...new Set([...text.matchAll(SECRET)].map(([, , name = ""]) => name))
], fillSecrets = (text, values) => text.replace(SECRET, (_, form, name) => {
  let value = values.get(name) ?? "";
  if (form === "secret") return value;
  let bytes = new TextEncoder().encode(value);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}), headerSecrets = ({ headers }) => [
  ...new Set(Object.values(headers).flatMap(secretsIn))
];
function namedSecrets({ deployer, smoke, verify, hooks, notify, stages }) {
  let tool = deployer.kind === "sandbox" ? {} : deployer.secrets, ofHooks = Object.assign({}, ...HOOKS.map((name) => hooks[name]?.secrets)), watched = Object.values(stages).flatMap(
    ({ watch }) => watch?.checks.flatMap((one) => requestOf(one) ?? []) ?? []
  ), checks = [...smoke.checks, ...verify?.checks ?? [], ...watched].flatMap(headerSecrets), channels = [...new Set(Object.values(notify).map(secretOf))];
  return { tool, hooks: ofHooks, checks: [...new Set(checks)], channels };
}

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
  reads: [],
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
  reads: [
    "smoke.checks.*.followRedirects",
    "verify.checks.*.followRedirects",
    "stages.*.watch.checks.*.followRedirects"
  ],
  judge: (config) => listedChecks(config).flatMap(({ path, check: { followRedirects, headers } }) => [
    ...followRedirects && headerSecrets({ headers }).length > 0 ? [
      {
        path: `${path}.followRedirects`,
        message: "cannot be used with a secret header: a redirect may lead to another host",
        fix: "Take it out, and ask the address where the redirect leads."
      }
    ] : [],
    ...Object.entries(headers).flatMap(
      ([name, value]) => /\{(secret|base64):/.test(value.replace(/\{(secret|base64):[A-Za-z_]\w*\}/g, "")) ? [
        {
          path: `${path}.headers.${name}`,
          message: "must name a secret by letters, digits and _",
          fix: "Write {secret:NAME}, with the name of an environment variable."
        }
      ] : []
    )
  ])
};
function templatesOf(config) {
  let checks = listedChecks(config).map(({ path, check, stage }) => ({
    path: `${path}.url`,
    template: check.url,
    own: [],
    ...stage === void 0 ? {} : { stage }
  })), { slack, logs } = config.verify ?? {}, watched = STAGES.flatMap(
    (stage) => (config.stages[stage].watch?.checks ?? []).flatMap(
      (check, index) => check.kind === "logs" ? logTemplates(`stages.${stage}.watch.checks[${index}]`, check, stage) : []
    )
  );
  return [
    ...checks,
    ...slack === void 0 ? [] : [{ path: "verify.slack.url", template: slack.url, own: [] }],
    ...logs === void 0 ? [] : logTemplates("verify.logs", logs),
    ...watched
  ];
}
function logTemplates(path, { groups, prefix }, stage) {
  let more = { own: ["stage", "app"], ...stage === void 0 ? {} : { stage } };
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
  reads: ["deployer.kind", "deployer.outputs", "deployer.services.*", "stages.*.urls.*"],
  judge(config) {
    let outputs = knownOutputs(config.deployer);
    if (outputs === null) return [];
    let knownOn = (stage) => [...Object.keys(config.stages[stage].urls), ...outputs];
    return STAGES.flatMap(
      (stage) => templatesOf(config).flatMap(({ path, template, own, stage: only = stage }) => {
        if (only !== stage) return [];
        let known = Object.fromEntries([...own, ...knownOn(stage)].map((name) => [name, ""]));
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
  judge: ({ stages }) => STAGES.flatMap(
    (stage) => (stages[stage].watch?.checks ?? []).flatMap((check, index) => {
      let path = `stages.${stage}.watch.checks[${index}]`, isAws = check.kind === "logs" || check.kind === "alarms", nowhere = check.kind === "logs" && check.groups.length === 0 && check.prefix === void 0;
      return [
        ...isAws && stages[stage].region === void 0 ? [
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
  )
}, rangesHaveAnEnd = {
  reads: ["stages.*.watch.checks.*.expect.*"],
  judge: ({ stages }) => STAGES.flatMap(
    (stage) => (stages[stage].watch?.checks ?? []).flatMap(
      (check, index) => check.kind !== "values" ? [] : Object.entries(check.expect).flatMap(
        ([path, { min, max }]) => min !== void 0 || max !== void 0 ? [] : [
          {
            path: `stages.${stage}.watch.checks[${index}].expect.${path}`,
            message: "must have min or max",
            fix: 'Say what is good, e.g. {"max": 0.02}.'
          }
        ]
      )
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

// src/core/config/rules.ts
function configProblems(config, broken) {
  return RULES.filter(({ reads }) => !reads.some((path) => broken.some((one) => overlap(path, one)))).flatMap(({ judge }) => judge(config)).filter(({ path }) => !broken.some((one) => isWithin(path, one)));
}
var isWithin = (path, other) => path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[`);
function overlap(pattern, path) {
  let wanted = pattern.split("."), keys = path.replaceAll("[", ".").replaceAll("]", "").split(".");
  return wanted.every((key, index) => key === "*" || keys[index] === void 0 || keys[index] === key);
}
var versionIsAsserted = {
  reads: ["smoke.checks.*.expect.version", "smoke.checks.*.expect.sha", "smoke.checks.*.optional"],
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
  reads: ["smoke.consecutive", "smoke.confirmIntervalSeconds", "smoke.settleSeconds"],
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
  reads: ["migrations"],
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
}, windowsAreUsable = {
  reads: ["stages.*.windows"],
  judge: ({ stages }) => STAGES.flatMap((stage) => {
    let { windows } = stages[stage];
    return windows === void 0 ? [] : windowFaults(windows, `stages.${stage}.windows`);
  })
}, RULES = [
  versionIsAsserted,
  deadlineHoldsTheConfirmations,
  intervalGrows,
  migrationPatternIsUsable,
  verificationLooksAtSomething,
  logsAreSomewhere,
  ...CHECK_RULES,
  windowsAreUsable,
  ...COMMAND_RULES
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
  secrets: ToolSecrets,
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
  secrets: ToolSecrets,
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
  return end <= 0 ? 1 : lineOf(path.slice(0, end), lines);
}
function invalid(problems, file) {
  let count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return usageError("CONFIG_INVALID", `${file} has ${count}.`, problems);
}

export {
  readAddresses,
  fillSecrets,
  headerSecrets,
  namedSecrets,
  parseConfig
};
