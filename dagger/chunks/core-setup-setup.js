// Made by `npm run build` from src/engine: change it there.
import {
  AUDIENCE,
  ISSUER,
  POLICY_NAME,
  boundaryArn,
  boundaryName,
  boundaryPolicy,
  permissionsPolicy,
  providerArn,
  trustPolicy
} from "./core-aws-policies.js";
import {
  deployRoleArn,
  readDeployRole
} from "./core-aws-deploy-role.js";
import {
  commandOf,
  differs,
  github,
  iam,
  judged,
  missing,
  ok,
  prerequisite,
  repositoryPath,
  unknown,
  unseen
} from "./core-setup-prerequisite.js";
import {
  setCommand
} from "./common-7.js";
import {
  phaseSeconds,
  sessionSeconds
} from "./core-aws-credentials.js";
import {
  STAGES
} from "./core-stage.js";
import {
  PipelineError,
  usageError
} from "./core-reasons.js";
import {
  readJson
} from "./core-json.js";
import {
  counted
} from "./valibot.js";

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
function judgeRole({ stage, role, sessionSeconds: sessionSeconds2 }, seen) {
  let trust = trustPolicy(role), name = { RoleName: role.name }, arn = deployRoleArn(role), document = JSON.stringify(trust);
  if (seen === null)
    return missing(
      `there is no role ${role.name}`,
      iam("CreateRole", {
        ...name,
        ...role.path === "/" ? {} : { Path: role.path },
        AssumeRolePolicyDocument: document,
        MaxSessionDuration: sessionSeconds2
      })
    );
  if (seen.arn !== arn)
    return differs(
      `${role.name} is ${seen.arn}, not ${arn}: set stages.${stage}.roleArn to the existing one, or delete that role`
    );
  let isTrusted = saysTheSame(seen.trust, trust), isLong = seen.maxSessionSeconds >= sessionSeconds2;
  if (isTrusted && isLong) return ok(arn);
  if (!isTrusted && role.ids === null)
    return unknown(`${role.name} exists; who it trusts cannot be judged without GitHub`);
  let faults = [
    ...isTrusted ? [] : ["its trust policy differs"],
    ...isLong ? [] : [`its sessions last ${seen.maxSessionSeconds} s, and a deploy may need ${sessionSeconds2} s`]
  ];
  return differs(
    `${role.name}: ${faults.join("; ")}`,
    ...isTrusted ? [] : [iam("UpdateAssumeRolePolicy", { ...name, PolicyDocument: document })],
    ...isLong ? [] : [iam("UpdateRole", { ...name, MaxSessionDuration: sessionSeconds2 })]
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
  return wanted.length === 0 ? present.length > 0 ? ok(namesOf(present)) : missing(`no approval is required; name a reviewer with --reviewer${planNote(repository)}`) : judged(reviewers, (asked) => {
    let lacking = asked.filter(({ type, id }) => !present.some((one) => one.type === type && one.id === id));
    if (lacking.length === 0) return ok(namesOf(present));
    let all = [...present, ...lacking];
    if (all.length > MAX_REVIEWERS)
      return differs(`GitHub allows ${MAX_REVIEWERS} reviewers, and there are ${present.length} already`);
    let change = github("PUT", path, settingsWith(seen, all)), detail = `not among the reviewers: ${namesOf(lacking)}${planNote(repository)}`;
    return present.length === 0 ? missing(detail, change) : differs(detail, change);
  });
}
var namesOf = (reviewers) => reviewers.map(({ name }) => name).join(", "), planNote = (repository) => repository.kind === "known" && repository.value.isPrivate ? "; for a private repository, GitHub offers required reviewers in its Enterprise plan only: without it, running the workflow is the approval, so restrict who may run it" : "", settingsWith = (seen, reviewers) => ({
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
  let allow = (ref) => github("POST", `${path}/deployment-branch-policies`, { ...ref }), present = seen?.refs;
  if (!Array.isArray(present)) {
    let should = `should be ${refNames(wanted)}`, changes = [github("PUT", path, settingsWith(seen, seen?.reviewers ?? [])), ...wanted.map(allow)];
    return seen === null ? missing(should, ...changes) : differs(`${present === "any" ? "any branch" : "any protected branch and no tag"} may deploy; ${should}`, ...changes);
  }
  let lacking = wanted.filter((ref) => !has(present, ref)), foreign = present.filter((ref) => !has(wanted, ref));
  if (lacking.length === 0 && foreign.length === 0) return ok(refNames(wanted));
  let also = foreign.length === 0 ? "" : `; ${refNames(foreign)} should not: remove it by hand`, lacks = lacking.length === 0 ? "" : `; ${refNames(lacking)} may not`;
  return differs(`${refNames(present) || "nothing"} may deploy${lacks}${also}`, ...lacking.map(allow));
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
), isAbout = ({ tagPrefix }, patterns) => patterns.some((pattern) => [`refs/tags/${tagPrefix}*`, "~ALL"].includes(pattern));
function judgeTags(target, protectedTags) {
  let { tagPrefix } = target;
  return protectedTags === null ? unknown("the repository's rules cannot be read") : isAbout(target, protectedTags) ? ok(`a rule protects ${tagPrefix}* tags`) : missing(
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
  ) : isAbout(target, guardedTags) ? ok(`a rule says who may create ${tagPrefix}* tags`) : missing(`without such a rule, ${remains}`);
}
var tagRuleset = (target) => github("POST", `${repositoryPath(target)}/rulesets`, {
  name: "Version tags",
  target: "tag",
  enforcement: "active",
  conditions: { ref_name: { include: [`refs/tags/${target.tagPrefix}*`], exclude: [] } },
  rules: [{ type: "creation" }, { type: "update" }, { type: "deletion" }],
  bypass_actors: [{ actor_id: ADMINISTRATORS, actor_type: "RepositoryRole", bypass_mode: "always" }]
}), ADMINISTRATORS = 5, ALL = "The stage has every secret that the newest version needs";
function secretPrerequisites(stage, seen, runner) {
  if (seen.kind !== "known")
    return [prerequisite("secrets", ALL, stage, unseen(seen), seen.kind === "skipped")];
  let { release, review } = seen.value, { tag } = release, required = review.rows.filter((row) => row.required);
  return required.length === 0 ? [prerequisite("secrets", ALL, stage, ok(`${tag} needs none`))] : required.map((row) => {
    let { name } = row, one = prerequisite(`secret ${name}`, "The stage has its value", stage, judgeSecret(row, tag));
    return row.state === "set" ? one : { ...one, byHand: [setCommand(runner, { name, stage, tag })], secret: { name, stage, release } };
  });
}
function judgeSecret({ state }, tag) {
  switch (state) {
    case "set":
      return ok("set");
    case "missing":
      return missing(`it is not set, and ${tag} needs it`);
    default:
      return differs(state === "empty" ? "it is empty" : "it is a placeholder");
  }
}
function readSetupRequest(request, config) {
  let stages = STAGES.filter((stage) => request.only === "" || request.only === stage), reviewers = request.reviewers.split(",").map((name) => name.trim()).filter((name) => name !== ""), problems = [
    ...stages.length > 0 ? [] : [{ path: "--only", message: `must be one of: ${STAGES.join(", ")}` }],
    ...reviewers.filter((name) => !REVIEWER.test(name)).map((name) => ({
      path: "--reviewer",
      message: `${JSON.stringify(name)} is neither a login nor org/team`
    })),
    ...reviewers.length > MAX_REVIEWERS ? [{ path: "--reviewer", message: `GitHub allows at most ${MAX_REVIEWERS}` }] : []
  ], roles = stages.map((stage) => ({
    stage,
    role: attempt(() => roleOf(request, stage, config), problems)
  }));
  if (problems.length > 0) throw usageError("USAGE", "This cannot be set up.", problems);
  let slash = request.repository.indexOf("/");
  return {
    owner: request.repository.slice(0, slash),
    repository: request.repository.slice(slash + 1),
    account: request.account,
    stages: roles.map(({ stage, role }) => ({
      stage,
      role,
      others: STAGES.filter((one) => one !== stage).map((one) => roleOf(request, one, config)),
      configured: { roleArn: config.stages[stage].roleArn ?? null },
      sessionSeconds: sessionSecondsOf(config)
    })),
    reviewers: [...new Set(reviewers)],
    mainBranch: config.mainBranch,
    tagPrefix: config.tagPrefix,
    ledgerRemote: config.ledger.remote ?? null
  };
}
var REVIEWER = /^[A-Za-z0-9][\w-]{0,38}(\/[\w.-]{1,100})?$/, roleOf = ({ repository, account }, stage, config) => readDeployRole({
  repository,
  account,
  stage,
  app: config.app,
  ownerId: "",
  repositoryId: "",
  region: config.stages[stage].region ?? "",
  // a role that pipeline.json names already is the one to be made
  role: roleIn(config.stages[stage].roleArn) ?? "",
  claims: ""
}), roleIn = (arn) => arn?.split(":role/")[1] ?? null;
function attempt(read, problems) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    let isNew = (problem) => !problems.some(({ path }) => path === problem.path);
    return problems.push(...error.problems.filter(isNew)), null;
  }
}
var withIds = (target, { id, ownerId }) => ({
  ...target,
  stages: target.stages.map((wanted) => ({
    ...wanted,
    role: { ...wanted.role, ids: { owner: ownerId, repository: id } }
  }))
}), SHORTEST_SECONDS = 3600, sessionSecondsOf = (config) => Math.max(SHORTEST_SECONDS, sessionSeconds(phaseSeconds(config)));

export {
  prerequisitesOf,
  isMet,
  secretPrerequisites,
  readSetupRequest,
  withIds
};
