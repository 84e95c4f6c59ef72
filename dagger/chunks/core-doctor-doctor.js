// Made by `npm run build` from src/engine: change it there.
import {
  repositoryPath
} from "./core-setup-facts.js";
import {
  AUDIENCE,
  ISSUER,
  POLICY_NAME,
  boundaryArn,
  boundaryName,
  boundaryPolicy,
  deployRoleArn,
  permissionsPolicy,
  providerArn,
  trustPolicy
} from "./core-aws-policies.js";
import {
  describeScripts,
  setCommand,
  uneven
} from "./core-gates-input-gates.js";
import {
  judgeCredentials
} from "./core-aws-credentials-verdict.js";
import {
  require_parse,
  require_re,
  require_semver
} from "./semver.js";
import {
  STAGES,
  otherStage
} from "./core-stage.js";
import {
  readJson
} from "./core-json.js";
import {
  filledFix
} from "./core-reasons.js";
import {
  clip,
  counted
} from "./core-text.js";
import {
  __commonJS,
  __toESM
} from "./common.js";

// node_modules/semver/functions/coerce.js
var require_coerce = __commonJS({
  "node_modules/semver/functions/coerce.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), parse = require_parse(), { safeRe: re, t } = require_re(), coerce2 = (version, options) => {
      if (version instanceof SemVer)
        return version;
      if (typeof version == "number" && (version = String(version)), typeof version != "string")
        return null;
      options = options || {};
      let match = null;
      if (!options.rtl)
        match = version.match(options.includePrerelease ? re[t.COERCEFULL] : re[t.COERCE]);
      else {
        let coerceRtlRegex = options.includePrerelease ? re[t.COERCERTLFULL] : re[t.COERCERTL], next;
        for (; (next = coerceRtlRegex.exec(version)) && (!match || match.index + match[0].length !== version.length); )
          (!match || next.index + next[0].length !== match.index + match[0].length) && (match = next), coerceRtlRegex.lastIndex = next.index + next[1].length + next[2].length;
        coerceRtlRegex.lastIndex = -1;
      }
      if (match === null)
        return null;
      let major = match[2], minor = match[3] || "0", patch = match[4] || "0", prerelease = options.includePrerelease && match[5] ? `-${match[5]}` : "", build = options.includePrerelease && match[6] ? `+${match[6]}` : "";
      return parse(`${major}.${minor}.${patch}${prerelease}${build}`, options);
    };
    module.exports = coerce2;
  }
});

// node_modules/semver/functions/compare.js
var require_compare = __commonJS({
  "node_modules/semver/functions/compare.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), compare2 = (a, b, loose) => new SemVer(a, loose).compare(new SemVer(b, loose));
    module.exports = compare2;
  }
});

// node_modules/semver/functions/lt.js
var require_lt = __commonJS({
  "node_modules/semver/functions/lt.js"(exports, module) {
    "use strict";
    var compare2 = require_compare(), lt2 = (a, b, loose) => compare2(a, b, loose) < 0;
    module.exports = lt2;
  }
});

// src/core/setup/prerequisite.ts
var nameOf = ({ id, stage }) => stage === null ? id : `${id} ${stage}`, ok = (detail) => ({ state: "ok", detail, changes: [] }), missing = (detail, ...changes) => ({
  state: "missing",
  detail,
  changes
}), differs = (detail, ...changes) => ({
  state: "differs",
  detail,
  changes
}), unknown = (detail) => ({ state: "unknown", detail, changes: [] }), judged = (fact, judge) => fact.kind === "known" ? judge(fact.value) : unseen(fact), unseen = (fact) => fact.kind === "skipped" ? { ...unknown(fact.why), asked: !1 } : unknown(fact.message), prerequisite = (id, title, stage, verdict, optional = !1) => ({ id, title, stage, optional, asked: !0, byHand: [], secret: null, ...verdict }), iam = (action, parameters) => ({
  on: "aws",
  action,
  parameters
}), github = (method, path, content = null) => ({ on: "github", method, path, content }), commandOf = (change) => change.on === "aws" ? awsCommand(change) : githubCommand(change);
function awsCommand({ action, parameters }) {
  let options = Object.entries(parameters).flatMap(([name, value]) => [
    `--${kebab(name)}`,
    ...value === !0 ? [] : [value].flat().map((word) => quoted(String(word)))
  ]);
  return ["aws", "iam", kebab(action), ...options].join(" ");
}
function githubCommand({ method, path, content }) {
  let call = `gh api --method ${method} ${quoted(path)}`;
  return content === null ? call : `printf %s ${quoted(JSON.stringify(content))} | ${call} --input -`;
}
var kebab = (name) => name.replace(/([a-z\d])([A-Z])/g, "$1-$2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2").toLowerCase(), quoted = (text) => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

// src/core/doctor/finding.ts
function finding(code, stage, status, what, fix) {
  let { why, fix: usual } = FINDINGS[code];
  return {
    code,
    stage,
    status,
    what,
    why,
    fix: status === "fail" || status === "warn" ? filledFix(fix ?? usual, { stage, tag: null }) : null
  };
}
var FINDINGS = {
  CONFIG: {
    why: "pipeline.json says what is deployed and where; everything else is judged by it.",
    fix: "Correct every place that is named."
  },
  SCRIPTS: {
    why: "A command that starts what the version does not have fails in the middle of its deploy.",
    fix: "Correct the command in pipeline.json, or commit what it starts and tag that commit."
  },
  WINDOWS: {
    why: "A stage that never opens takes no deploy, and one that opens at night by a wrong time zone takes them then.",
    fix: "Correct stages.STAGE.windows in pipeline.json."
  },
  ENGINE_VERSION: {
    why: "An older engine refuses the module, and a newer one may read it differently.",
    fix: "Install the version that dagger.json names."
  },
  GIT_VERSION: {
    why: "Tags, commits and the ledger are read and written with git.",
    fix: "Install git 2.31 or newer."
  },
  CHECKOUT: {
    why: "Tags and history say which commit a version is and whether it is on the main branch.",
    fix: "git fetch --unshallow --tags; in GitHub Actions let actions/checkout have fetch-depth: 0."
  },
  LEDGER_READ: {
    why: "The ledger says what every stage runs and where a rollback goes.",
    fix: "Use credentials that may read the ledger's remote: --git-token env://GITHUB_TOKEN on an engine."
  },
  LEDGER_WRITE: {
    why: "A run that cannot write its record is refused before it deploys anything.",
    fix: "Use credentials that may push to the ledger's remote (in GitHub Actions permissions: contents: write), and let the remote's own hooks and rules take refs/pipeline/*."
  },
  LEDGER_REMOTE: {
    why: "A ledger on one machine cannot keep another machine from deploying at the same time.",
    fix: 'Set "ledger": { "remote": "origin" } in pipeline.json.'
  },
  CREDENTIALS: {
    why: "A stage in AWS is deployed only with credentials that were checked before.",
    fix: "See docs/aws-credentials.md."
  },
  OIDC_TOKEN: {
    why: "With a token of its own, a CI job needs no stored keys.",
    fix: "Give the job permissions: id-token: write, and run doctor in it."
  },
  OIDC_TRUST: {
    why: "AWS gives the role only to tokens whose claims its trust policy names.",
    fix: "Let setup write the trust policy again: `setup --repository OWNER/NAME --account ID --apply`."
  },
  PREREQUISITES: {
    why: "Roles and environments are those of one repository; without its name none was looked at.",
    fix: "Name it: --repository owner/name."
  },
  REPOSITORY: {
    why: "Environments and rules are those of one repository, and the roles trust it alone.",
    fix: "Name another one: --repository owner/name; or use a token that may see it."
  },
  AWS_ACCOUNT: {
    why: "What another account holds says nothing about the stage.",
    fix: "Log in to the account that pipeline.json names."
  },
  OIDC_PROVIDER: {
    why: "Without it, AWS accepts no token from GitHub.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE: {
    why: "A deploy acts as this role; its trust policy says who may assume it, its session length how long a deploy may take.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE_BOUNDARY: {
    why: "A deploy that could make a role without a boundary could make an administrator.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE_PERMISSIONS: {
    why: "A deploy that lacks a permission stops halfway.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE_IN_CONFIG: {
    why: "A job assumes the role that pipeline.json names.",
    fix: "Set stages.STAGE.roleArn in pipeline.json."
  },
  ENVIRONMENT: {
    why: "The role trusts jobs of this environment only.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ENVIRONMENT_REFS: {
    why: "Otherwise anyone who may push a branch could deploy from it, reviewed or not.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ENVIRONMENT_REVIEWERS: {
    why: "Without a reviewer, production changes without anyone having approved it.",
    fix: "`setup --repository OWNER/NAME --account ID --reviewer LOGIN --apply`"
  },
  ENVIRONMENT_VARIABLES: {
    why: "Other steps of the workflow find role and region there.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  TAG_RULES: {
    why: "A tag that can be moved names something else tomorrow; the pipeline refuses it, and a rule prevents it.",
    fix: "Add a tag ruleset that restricts updates and deletions."
  },
  TAG_MAKERS: {
    why: "The push of a version tag deploys it to staging.",
    fix: "Add a tag ruleset that restricts creations; setup shows the command."
  },
  SECRETS: {
    why: "A deploy stops before it changes anything where its stage lacks a secret that the version needs.",
    fix: "Give each stage its value: `secrets-set --stage STAGE --tag TAG --name NAME`."
  },
  SECRETS_PARITY: {
    why: "What staging has and production lacks comes up in the deploy to production, when everyone is waiting for it.",
    fix: "Give the other stage its value: `secrets-set --stage STAGE --tag TAG --name NAME`."
  },
  NOTIFY: {
    why: "Those who are to be told of a deploy hear nothing of it otherwise; it goes on without them.",
    fix: "Correct the channel in pipeline.json, or the secret that it names: docs/notifications.md."
  },
  APP: {
    why: "A stage that can't be reached from here can't be smoke-tested from here, and one that was changed past the pipeline has another way back than the ledger says.",
    fix: "Look closer, `smoke --stage STAGE`; check stages.STAGE.urls, whether this machine can reach them, and who deployed what runs."
  }
};

// src/core/doctor/doctor.ts
var import_coerce = __toESM(require_coerce(), 1), import_compare = __toESM(require_compare(), 1), import_lt = __toESM(require_lt(), 1);

// src/core/aws/trust-verdict.ts
function trustFaults(policy, issuer, claims) {
  let statements = policy.Statement.filter((statement) => isAbout(statement, issuer));
  if (statements.length === 0) return [`The policy trusts no token of ${issuer}.`];
  let faults = statements.map((statement) => conditionFaults(statement, issuer, claims));
  return faults.some((found) => found.length === 0) ? [] : faults.flat();
}
function isAbout({ Effect, Principal, Action }, issuer) {
  let actions = [Action].flat();
  return Effect === "Allow" && actions.includes("sts:AssumeRoleWithWebIdentity") && Principal?.Federated.endsWith(`:oidc-provider/${issuer}`) === !0;
}
var OPERATORS = {
  StringEquals: (pattern, value) => pattern === value,
  StringLike: isLike
};
function conditionFaults({ Condition = {} }, issuer, claims) {
  return Object.entries(Condition).flatMap(([operator, keys]) => {
    let compare2 = OPERATORS[operator];
    return compare2 === void 0 ? [`The policy's condition ${operator} is not understood here.`] : Object.entries(keys).flatMap(([key, wanted]) => {
      let name = key.startsWith(`${issuer}:`) ? key.slice(issuer.length + 1) : key, values = [claims[name]].flat().filter((value) => value !== void 0).map(String), patterns = [wanted].flat();
      if (values.some((value) => patterns.some((pattern) => compare2(pattern, value)))) return [];
      let has2 = values.length === 0 ? "does not have it" : `has ${values.join(", ")}`;
      return [`The policy wants ${name} to be ${patterns.join(" or ")}; the token ${has2}.`];
    });
  });
}
function isLike(pattern, value) {
  let [at, seen, star, resume] = [0, 0, -1, 0];
  for (; seen < value.length; )
    if (pattern[at] === "*")
      star = at++, resume = seen;
    else if (pattern[at] === "?" || pattern[at] === value[seen])
      at++, seen++;
    else if (star >= 0)
      at = star + 1, seen = ++resume;
    else return !1;
  return /^\**$/.test(pattern.slice(at));
}

// src/core/doctor/doctor.ts
var diagnose = (facts) => [
  finding("CONFIG", null, "ok", "pipeline.json is valid"),
  ...machineFindings(facts.machine),
  checkoutFinding(facts),
  judged2(
    "SCRIPTS",
    null,
    facts.scripts,
    ({ tag, missing: missing2 }) => missing2.length === 0 ? ["ok", `${tag} has everything that pipeline.json starts`] : ["fail", `${tag} lacks what pipeline.json starts: ${describeScripts(missing2)}`]
  ),
  ...STAGES.flatMap((stage) => windowsFinding(facts, stage)),
  judged2("LEDGER_READ", null, facts.ledgerRead, () => ["ok", facts.ledger]),
  judged2("LEDGER_WRITE", null, facts.ledgerWrite, () => ["ok", `${facts.ledger}; tried without writing`]),
  tokenFinding(facts.claims),
  ...STAGES.map((stage) => credentialsFinding(facts, stage)),
  ...STAGES.map((stage) => trustFinding(facts, stage)),
  ...facts.prerequisites.kind === "known" ? prerequisiteFindings(facts.prerequisites.value) : [unseen2("PREREQUISITES", null, facts.prerequisites)],
  ...secretFindings(facts.secrets, facts.runner),
  ...facts.channels.map(channelFinding),
  ...STAGES.map((stage) => appFinding(facts, stage))
];
function channelFinding({ name, state }) {
  return state.kind === "known" ? finding("NOTIFY", null, "ok", `${name}: ${state.value}`) : state.kind === "skipped" ? finding("NOTIFY", null, "skipped", `${name}: ${state.why}`) : finding("NOTIFY", null, "warn", `${name}: ${state.message}`);
}
function judged2(code, stage, fact, judge) {
  return fact.kind === "known" ? finding(code, stage, ...judge(fact.value)) : unseen2(code, stage, fact);
}
var unseen2 = (code, stage, fact) => fact.kind === "skipped" ? finding(code, stage, "skipped", fact.why) : finding(code, stage, "fail", fact.message), OLDEST_GIT = "2.31.0", machineFindings = ({ git, engine, wantedEngine }) => [
  judged2(
    "GIT_VERSION",
    null,
    git,
    (seen) => (0, import_lt.default)((0, import_coerce.default)(seen) ?? OLDEST_GIT, OLDEST_GIT) ? ["fail", `git ${seen}`] : ["ok", `git ${seen}`]
  ),
  judged2("ENGINE_VERSION", null, engine, (seen) => {
    let [have, want] = [(0, import_coerce.default)(seen), (0, import_coerce.default)(wantedEngine)], what = `${seen}; the module asks for ${wantedEngine}`;
    return have === null || want === null ? ["warn", what] : (0, import_compare.default)(have, want) < 0 ? ["fail", what] : have.major === want.major && have.minor === want.minor ? ["ok", what] : ["warn", what];
  })
];
function checkoutFinding({ checkout, versions }) {
  return judged2("CHECKOUT", null, checkout, ({ shallow }) => shallow ? ["fail", "the clone is shallow: its history is cut off"] : versions.kind !== "known" ? ["warn", "the tags cannot be listed"] : versions.value === 0 ? ["warn", "there is no version among the tags", "git fetch --tags, or tag the first release."] : ["ok", `whole history, ${counted(versions.value, "version")}`]);
}
function windowsFinding({ stages }, stage) {
  let { opening } = stages[stage];
  if (opening === null) return [];
  let { isOpen, because, changes } = opening;
  if (changes === null && !isOpen) {
    let never = `closed, and does not open in the next two years: ${because}`;
    return [finding("WINDOWS", stage, "fail", never)];
  }
  let then = changes === null ? "" : `${isOpen ? ", until" : "; opens at"} ${changes}`;
  return [finding("WINDOWS", stage, "ok", `${isOpen ? "open" : "closed"} now: ${because}${then}`)];
}
function tokenFinding(claims) {
  return judged2("OIDC_TOKEN", null, claims, ({ iss, aud, sub }) => {
    let what = `iss ${shown(iss)}, aud ${shown(aud)}, sub ${shown(sub)}`;
    return [aud].flat().includes(AUDIENCE) ? ["ok", what] : ["fail", what];
  });
}
var shown = (claim) => clip(typeof claim == "string" ? claim : JSON.stringify([claim]).slice(1, -1), 200);
function credentialsFinding({ stages }, stage) {
  return judged2("CREDENTIALS", stage, stages[stage].credentials, ({ found, wanted, neededSeconds }) => {
    let verdict = judgeCredentials(found, wanted, neededSeconds);
    return "pass" in verdict ? ["ok", verdict.pass] : ["fail", verdict.fail.message, verdict.fail.fix];
  });
}
function trustFinding({ claims, stages }, stage) {
  let skip = (why) => finding("OIDC_TRUST", stage, "skipped", why);
  if (claims.kind !== "known") return skip("this job has no token to judge");
  let { environment } = claims.value;
  if (environment !== stage)
    return skip(
      environment === void 0 ? "this job is in no environment" : `this job is in environment ${shown(environment)}`
    );
  let { trust } = stages[stage];
  if (trust.kind !== "known") return skip(trust.kind === "skipped" ? trust.why : trust.message);
  let policy = trust.value === null ? null : readPolicy(trust.value);
  if (policy === null) return skip("there is no trust policy that can be read");
  let faults = trustFaults(policy, ISSUER, claims.value);
  return faults.length === 0 ? finding("OIDC_TRUST", stage, "ok", `the role's trust policy lets ${shown(claims.value.sub)} in`) : finding("OIDC_TRUST", stage, "fail", faults.join(" "));
}
function readPolicy(text) {
  let json = readJson(text);
  if (!json.ok) return null;
  let { Statement } = Object(json.value);
  return Array.isArray(Statement) ? json.value : null;
}
var APP_STATUS = {
  "as-recorded": "ok",
  unidentified: "warn",
  drift: "fail",
  "no-answer": "fail",
  unreachable: "fail",
  "no-address": "fail",
  "not-asked": "skipped"
};
function appFinding({ stages }, stage) {
  let { sighting, at, detail } = stages[stage].app;
  return finding("APP", stage, APP_STATUS[sighting], at === null ? detail : `${detail} (seen ${at})`);
}
function findingTally(findings) {
  let count = (status) => findings.filter((one) => one.status === status).length;
  return [
    `${count("ok")} of ${counted(findings.length, "check")} ok`,
    ...count("fail") > 0 ? [`${count("fail")} failed`] : [],
    ...count("warn") > 0 ? [`${count("warn")} with a warning`] : [],
    ...count("skipped") > 0 ? [`${count("skipped")} not made`] : []
  ].join(", ");
}
var CODES = {
  repository: "REPOSITORY",
  account: "AWS_ACCOUNT",
  provider: "OIDC_PROVIDER",
  role: "ROLE",
  boundary: "ROLE_BOUNDARY",
  permissions: "ROLE_PERMISSIONS",
  environment: "ENVIRONMENT",
  refs: "ENVIRONMENT_REFS",
  reviewers: "ENVIRONMENT_REVIEWERS",
  variables: "ENVIRONMENT_VARIABLES",
  config: "ROLE_IN_CONFIG",
  ledger: "LEDGER_REMOTE",
  tags: "TAG_RULES",
  "tag-makers": "TAG_MAKERS"
}, PARENTS = {
  boundary: "role",
  permissions: "role",
  refs: "environment",
  reviewers: "environment",
  variables: "environment"
}, prerequisiteFindings = (all) => all.map((one) => {
  let code = CODES[one.id], what = `${one.title}: ${one.detail}`, parent = all.find(({ id, stage }) => id === PARENTS[one.id] && stage === one.stage);
  if (parent?.state === "missing") return finding(code, one.stage, "skipped", `there is no ${parent.id}`);
  switch (one.state) {
    case "ok":
      return finding(code, one.stage, "ok", what);
    case "unknown":
      return finding(
        code,
        one.stage,
        one.asked ? "warn" : "skipped",
        what,
        "Look again with credentials that may see it."
      );
    default:
      return finding(code, one.stage, one.optional ? "warn" : "fail", what);
  }
});
function secretFindings(seen, runner) {
  return seen.kind === "skipped" ? [skipped("SECRETS", seen.why), skipped("SECRETS_PARITY", seen.why)] : seen.kind === "unavailable" ? [
    finding("SECRETS", null, "fail", seen.message, "Fix what keeps them from being listed."),
    skipped("SECRETS_PARITY", "the stages' secrets cannot be listed")
  ] : [lackingFinding(seen.value, runner), parityFinding(seen.value, runner)];
}
var skipped = (code, why) => finding(code, null, "skipped", why);
function lackingFinding({ release: { tag }, review: { rows } }, runner) {
  let required = rows.filter((row) => row.required), lacking = required.filter(({ state, elsewhere }) => state !== "set" && elsewhere !== "set");
  if (lacking.length === 0) {
    let what2 = required.length === 0 ? "none" : `${counted(required.length, "secret")}, each set on a stage`;
    return finding("SECRETS", null, "ok", `${tag} needs ${what2}`);
  }
  let commands = lacking.flatMap(
    ({ name }) => STAGES.map((stage) => setCommand(runner, { name, stage, tag }))
  ), what = `${tag} needs ${namesOf(lacking)}, which neither stage has a value for`;
  return finding("SECRETS", null, "fail", what, commands.join("; "));
}
function parityFinding({ release: { tag }, review }, runner) {
  let rows = uneven(review);
  if (rows.length === 0) return finding("SECRETS_PARITY", null, "ok", "both stages have the same secrets set");
  let other = otherStage(review.stage), lacks = ({ state }) => state === "set" ? other : review.stage, what = STAGES.flatMap((stage) => {
    let lacking = rows.filter((row) => lacks(row) === stage);
    return lacking.length === 0 ? [] : [
      `${namesOf(lacking)}: set on ${otherStage(stage)}, ${stage} lacks ${lacking.length === 1 ? "it" : "them"}`
    ];
  }), commands = rows.map((row) => setCommand(runner, { name: row.name, stage: lacks(row), tag })), status = rows.some(({ required }) => required) ? "fail" : "warn";
  return finding("SECRETS_PARITY", null, status, what.join("; "), commands.join("; "));
}
var namesOf = (rows) => rows.map(({ name }) => name).join(", ");

// src/core/setup/aws.ts
function awsPrerequisites(target, facts) {
  let [{ role }] = target.stages;
  return [
    prerequisite(
      "account",
      "The AWS credentials belong to the account",
      null,
      judged(facts.account, (account) => judgeAccount(target, account))
    ),
    prerequisite(
      "provider",
      "AWS accepts tokens that GitHub issues",
      null,
      judged(facts.provider, (provider) => judgeProvider(providerArn(role), provider))
    ),
    ...target.stages.flatMap((wanted) => stagePrerequisites(wanted, facts))
  ];
}
function stagePrerequisites(wanted, facts) {
  let { stage } = wanted, { role, permissions, boundary } = facts.stages[stage];
  return [
    prerequisite(
      "boundary",
      "A boundary for the roles that a deploy makes",
      stage,
      judged(boundary, (seen) => judgeBoundary(wanted, seen))
    ),
    prerequisite(
      "role",
      "A role that only jobs of this environment can assume",
      stage,
      judged(role, (seen) => judgeRole(wanted, seen))
    ),
    prerequisite(
      "permissions",
      "The role may do what a deploy does",
      stage,
      judged(permissions, (seen) => judgePermissions(wanted, seen))
    )
  ];
}
var judgeAccount = ({ account }, seen) => seen === account ? ok(account) : differs(`the credentials belong to account ${seen}, not ${account}, so nothing was looked at there`);
function judgeProvider(arn, provider) {
  if (provider === null) {
    let create = iam("CreateOpenIDConnectProvider", { Url: `https://${ISSUER}`, ClientIDList: [AUDIENCE] });
    return missing(`the account has no OIDC provider ${ISSUER}`, create);
  }
  return provider.audiences.includes(AUDIENCE) ? ok(`${ISSUER} for ${AUDIENCE}`) : differs(
    `the provider ${ISSUER} does not list ${AUDIENCE} as an audience`,
    iam("AddClientIDToOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, ClientID: AUDIENCE })
  );
}
function judgeRole({ stage, role, sessionSeconds }, seen) {
  let trust = trustPolicy(role), name = { RoleName: role.name }, arn = deployRoleArn(role), document = JSON.stringify(trust);
  if (seen === null)
    return missing(
      `there is no role ${role.name}`,
      iam("CreateRole", {
        ...name,
        ...role.path === "/" ? {} : { Path: role.path },
        AssumeRolePolicyDocument: document,
        MaxSessionDuration: sessionSeconds
      })
    );
  if (seen.arn !== arn)
    return differs(
      `${role.name} is ${seen.arn}, not ${arn}: set stages.${stage}.roleArn to the existing one, or delete that role`
    );
  let isTrusted = saysTheSame(seen.trust, trust), isLong = seen.maxSessionSeconds >= sessionSeconds;
  if (isTrusted && isLong) return ok(arn);
  if (!isTrusted && role.ids === null)
    return unknown(`${role.name} exists; who it trusts cannot be judged without GitHub`);
  let faults = [
    ...isTrusted ? [] : ["its trust policy differs"],
    ...isLong ? [] : [`its sessions last ${seen.maxSessionSeconds} s, and a deploy may need ${sessionSeconds} s`]
  ];
  return differs(
    `${role.name}: ${faults.join("; ")}`,
    ...isTrusted ? [] : [iam("UpdateAssumeRolePolicy", { ...name, PolicyDocument: document })],
    ...isLong ? [] : [iam("UpdateRole", { ...name, MaxSessionDuration: sessionSeconds })]
  );
}
function judgeBoundary({ role, others }, seen) {
  let policy = boundaryPolicy(role, { services: [], others }), PolicyDocument = JSON.stringify(policy);
  if (seen === null)
    return missing(
      `there is no policy ${boundaryName(role)}`,
      iam("CreatePolicy", { PolicyName: boundaryName(role), PolicyDocument })
    );
  if (saysTheSame(seen, policy)) return ok(boundaryArn(role));
  let version = { PolicyArn: boundaryArn(role), PolicyDocument, SetAsDefault: !0 };
  return differs(`the policy ${boundaryName(role)} differs`, iam("CreatePolicyVersion", version));
}
function judgePermissions({ role, others }, seen) {
  let policy = permissionsPolicy(role, { services: [], others }), put = iam("PutRolePolicy", {
    RoleName: role.name,
    PolicyName: POLICY_NAME,
    PolicyDocument: JSON.stringify(policy)
  });
  return seen === null ? missing(`${role.name} has no policy ${POLICY_NAME}`, put) : saysTheSame(seen, policy) ? ok(`policy ${POLICY_NAME}, ${counted(policy.Statement.length, "statement")}`) : differs(`the policy ${POLICY_NAME} of ${role.name} differs`, put);
}
function saysTheSame(text, policy) {
  let json = readJson(text);
  return json.ok && samePolicy(json.value, policy);
}
var samePolicy = (left, right) => JSON.stringify(canonical(left)) === JSON.stringify(canonical(right));
function canonical(value) {
  if (Array.isArray(value)) {
    let members = value.map(canonical);
    return members.length === 1 ? members[0] : members.toSorted(byText);
  }
  return typeof value != "object" || value === null ? value : Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, canonical(inner)]).toSorted(([one], [other]) => one < other ? -1 : 1)
  );
}
var byText = (left, right) => JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;

// src/core/setup/github.ts
function githubPrerequisites(target, facts) {
  return target.stages.flatMap((wanted) => {
    let { stage } = wanted, { environment, variables } = facts.stages[stage], path = environmentPath(target, stage);
    return [
      prerequisite(
        "environment",
        "GitHub has the environment",
        stage,
        judged(environment, (seen) => judgeEnvironment(path, stage, seen))
      ),
      prerequisite(
        "refs",
        "Only reviewed refs deploy",
        stage,
        judged(environment, (seen) => judgeRefs(path, refsOf(stage, target), seen))
      ),
      ...stage === "production" ? [
        prerequisite(
          "reviewers",
          "A reviewer approves deploys to production",
          stage,
          judged(environment, (seen) => judgeReviewers(path, target, facts, seen))
        )
      ] : [],
      prerequisite(
        "variables",
        "The environment's variables name role and region",
        stage,
        judged(variables, (seen) => judgeVariables(path, variablesOf(wanted), seen))
      )
    ];
  });
}
var environmentPath = (target, stage) => `${repositoryPath(target)}/environments/${stage}`, judgeEnvironment = (path, stage, seen) => seen === null ? missing(`there is no environment ${stage}`, github("PUT", path, {})) : ok(`environment ${stage}`), MAX_REVIEWERS = 6;
function judgeReviewers(path, { reviewers: wanted }, { reviewers, repository }, seen) {
  let present = seen?.reviewers ?? [];
  return wanted.length === 0 ? present.length > 0 ? ok(namesOf2(present)) : missing(`no approval is required; name a reviewer with --reviewer${planNote(repository)}`) : judged(reviewers, (asked) => {
    let lacking = asked.filter(({ type, id }) => !present.some((one) => one.type === type && one.id === id));
    if (lacking.length === 0) return ok(namesOf2(present));
    let all = [...present, ...lacking];
    if (all.length > MAX_REVIEWERS)
      return differs(`GitHub allows ${MAX_REVIEWERS} reviewers, and there are ${present.length} already`);
    let change = github("PUT", path, settingsWith(seen, all)), detail = `not among the reviewers: ${namesOf2(lacking)}${planNote(repository)}`;
    return present.length === 0 ? missing(detail, change) : differs(detail, change);
  });
}
var namesOf2 = (reviewers) => reviewers.map(({ name }) => name).join(", "), planNote = (repository) => repository.kind === "known" && repository.value.isPrivate ? "; for a private repository, GitHub offers required reviewers in its Enterprise plan only: without it, running the workflow is the approval, so restrict who may run it" : "", settingsWith = (seen, reviewers) => ({
  ...seen !== null && seen.waitTimer > 0 ? { wait_timer: seen.waitTimer } : {},
  ...seen?.preventSelfReview ? { prevent_self_review: !0 } : {},
  ...reviewers.length > 0 ? { reviewers: reviewers.map(({ type, id }) => ({ type, id })) } : {},
  deployment_branch_policy: { protected_branches: !1, custom_branch_policies: !0 }
});
function refsOf(stage, { mainBranch, tagPrefix }) {
  let main = { name: mainBranch, type: "branch" };
  return stage === "staging" ? [main, { name: `${tagPrefix}*`, type: "tag" }] : [main];
}
function judgeRefs(path, wanted, seen) {
  let present = seen !== null && Array.isArray(seen.refs) ? seen.refs : null, lacking = wanted.filter((ref) => !has(present ?? [], ref)), foreign = (present ?? []).filter((ref) => !has(wanted, ref));
  if (present !== null && lacking.length === 0 && foreign.length === 0) return ok(refNames(wanted));
  let changes = [
    ...present === null ? [github("PUT", path, settingsWith(seen, seen?.reviewers ?? []))] : [],
    ...lacking.map((ref) => github("POST", `${path}/deployment-branch-policies`, { ...ref }))
  ];
  if (seen === null) return missing(`should be ${refNames(wanted)}`, ...changes);
  if (present === null) {
    let now = seen.refs === "any" ? "any branch" : "any protected branch and no tag";
    return differs(`${now} may deploy; should be ${refNames(wanted)}`, ...changes);
  }
  let also = foreign.length === 0 ? "" : `; ${refNames(foreign)} should not: remove it by hand`, lacks = lacking.length === 0 ? "" : `; ${refNames(lacking)} may not`;
  return differs(`${refNames(present) || "nothing"} may deploy${lacks}${also}`, ...changes);
}
var has = (refs, wanted) => refs.some(({ name, type }) => name === wanted.name && type === wanted.type), refNames = (refs) => refs.map(({ name, type }) => `${type} ${name}`).join(", ");
function variablesOf({ role }) {
  return {
    AWS_DEPLOY_ROLE_ARN: deployRoleArn(role),
    ...role.region === null ? {} : { AWS_REGION: role.region }
  };
}
function judgeVariables(path, wanted, seen) {
  let wrong = Object.entries(wanted).filter(([name, value]) => seen[name] !== value);
  if (wrong.length === 0) return ok(Object.keys(wanted).join(", "));
  let changes = wrong.map(
    ([name, value]) => seen[name] === void 0 ? github("POST", `${path}/variables`, { name, value }) : github("PATCH", `${path}/variables/${name}`, { name, value })
  ), absent = wrong.filter(([name]) => seen[name] === void 0).map(([name]) => `${name} is not set`), other = wrong.filter(([name]) => seen[name] !== void 0).map(([name]) => `${name} is ${seen[name]}`), detail = [...absent, ...other].join("; ");
  return other.length === 0 ? missing(detail, ...changes) : differs(detail, ...changes);
}

// src/core/setup/setup.ts
var prerequisitesOf = (target, facts) => [
  // whatever else is said of GitHub means nothing where this is not so
  prerequisite(
    "repository",
    "GitHub has the repository",
    null,
    judged(facts.repository, () => ok(`${target.owner}/${target.repository}`))
  ),
  ...awsPrerequisites(target, facts),
  ...githubPrerequisites(target, facts),
  ...repositoryPrerequisites(target, facts)
], isMet = (prerequisites) => prerequisites.every(({ state, optional }) => optional || state === "ok");
function tally(prerequisites) {
  let needed = prerequisites.filter(({ optional }) => !optional), met = needed.filter(({ state }) => state === "ok").length;
  return met === needed.length ? `all ${counted(met, "prerequisite")} are met` : `${met} of ${counted(needed.length, "prerequisite")} are met`;
}
function repositoryPrerequisites(target, facts) {
  return [
    ...target.stages.map(
      (wanted) => prerequisite("config", "pipeline.json names the role", wanted.stage, judgeConfig(wanted))
    ),
    prerequisite("ledger", "Every machine sees the same ledger", null, judgeLedger(target)),
    prerequisite(
      "tags",
      "Released tags cannot be moved or deleted",
      null,
      seenIn(facts, ({ protectedTags }) => judgeTags(target, protectedTags)),
      !0
    ),
    tagMakers(target, facts)
  ];
}
var seenIn = ({ repository }, judge) => repository.kind === "known" ? judge(repository.value) : { ...unknown("the repository was not seen"), asked: !1 };
function judgeConfig({ stage, role, configured }) {
  let arn = deployRoleArn(role);
  if (configured.roleArn === arn) return ok(arn);
  let edit = `set stages.${stage}.roleArn to "${arn}"`;
  return configured.roleArn === null ? missing(edit) : differs(`it names ${configured.roleArn}; ${edit}`);
}
var judgeLedger = ({ ledgerRemote }) => ledgerRemote === null ? missing('set "ledger": { "remote": "origin" } in pipeline.json: a CI job has no other ledger') : ok(
  `remote ${ledgerRemote}, refs/pipeline/ledger/*; anyone who may push to it may write there: GitHub's rules cover branches and tags only, so give contents: write to the deploy jobs alone`
), isAbout2 = ({ tagPrefix }, patterns) => patterns.some((pattern) => [`refs/tags/${tagPrefix}*`, "~ALL"].includes(pattern));
function judgeTags(target, protectedTags) {
  let { tagPrefix } = target;
  return protectedTags === null ? unknown("the repository's rules cannot be read") : isAbout2(target, protectedTags) ? ok(`a rule protects ${tagPrefix}* tags`) : missing(
    `add a tag ruleset for refs/tags/${tagPrefix}* that restricts updates and deletions (Settings, Rules); the pipeline refuses a moved tag in any case`
  );
}
function tagMakers(target, facts) {
  let title = "Rules say who may make a version tag, and so deploy to staging", verdict = seenIn(facts, ({ guardedTags }) => judgeTagMakers(target, guardedTags)), byHand = verdict.state === "missing" ? [commandOf(tagRuleset(target))] : [];
  return { ...prerequisite("tag-makers", title, null, verdict, !0), byHand };
}
function judgeTagMakers(target, guardedTags) {
  let { tagPrefix, mainBranch } = target, remains = `anyone who may push can put a ${tagPrefix}* tag on any commit of ${mainBranch}, and so deploy it to staging; one that is elsewhere the gate main refuses`;
  return guardedTags === null ? unknown(
    `the repository's rules cannot be read; without one, ${remains}. For private repositories GitHub's free plan has no rules`
  ) : isAbout2(target, guardedTags) ? ok(`a rule says who may create ${tagPrefix}* tags`) : missing(`without such a rule, ${remains}`);
}
var tagRuleset = (target) => github("POST", `${repositoryPath(target)}/rulesets`, {
  name: "Version tags",
  target: "tag",
  enforcement: "active",
  conditions: { ref_name: { include: [`refs/tags/${target.tagPrefix}*`], exclude: [] } },
  rules: [{ type: "creation" }, { type: "update" }, { type: "deletion" }],
  bypass_actors: [{ actor_id: ADMINISTRATORS, actor_type: "RepositoryRole", bypass_mode: "always" }]
}), ADMINISTRATORS = 5;

export {
  nameOf,
  ok,
  missing,
  differs,
  unseen,
  prerequisite,
  commandOf,
  finding,
  diagnose,
  findingTally,
  MAX_REVIEWERS,
  prerequisitesOf,
  isMet,
  tally
};
