// Made by `npm run build` from src/engine: change it there.
import {
  usageError
} from "./core-reasons.js";

// src/core/aws/deploy-role.ts
var POLICIES = ["trust", "permissions", "boundary"], SHAPES = ["json", "commands", "cloudformation"], CLAIMS = ["actor_id", "enterprise_id", "job_workflow_ref", "ref", "workflow"], OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?$/, REPOSITORY = /^(?!\.{1,2}$)[\w.-]{1,100}$/, APP = /^[\w.-]{1,64}$/, ID = /^[1-9]\d{0,18}$/, REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, ROLE = /^(?=.{1,576}$)([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/, CLAIM_VALUE = /^[\w./@:+-]{1,200}$/;
function readDeployRole(request, more = []) {
  let { account, stage, ownerId, repositoryId, region, role } = request, [owner = "", repository = "", ...rest] = request.repository.split("/"), app = request.app || repository, claims = readClaims(request.claims), isRepository = rest.length === 0 && OWNER.test(owner) && REPOSITORY.test(repository), problems = [
    ...check(isRepository, "repository", "must be GitHub's owner/name, e.g. octo-org/shop"),
    ...check(!isRepository || APP.test(app), "app", "must be letters, digits, dots, dashes and underscores"),
    ...check(/^\d{12}$/.test(account), "account", "must be the 12 digits of an AWS account"),
    ...check(ownerId === "" || ID.test(ownerId), "owner-id", "must be the owner's number at GitHub"),
    ...check(
      repositoryId === "" || ID.test(repositoryId),
      "repository-id",
      "must be the repository's number at GitHub"
    ),
    ...check(
      ownerId === "" == (repositoryId === ""),
      ownerId === "" ? "owner-id" : "repository-id",
      "is missing: a subject has both numbers or neither"
    ),
    ...check(region === "" || REGION.test(region), "region", "must be an AWS region, e.g. eu-central-1"),
    ...check(
      role === "" || ROLE.test(role),
      "role",
      "must be the name of an IAM role, at most 64 characters, with or without its path: team/deploy"
    ),
    ...claims.filter(({ fault }) => fault !== null).map(({ fault }) => ({ path: "--claims", message: fault }))
  ];
  if (problems.push(...more), problems.length > 0) throw usageError("USAGE", "No policy can be written from this.", problems);
  return {
    owner,
    repository,
    account,
    stage,
    app,
    ids: ownerId === "" ? null : { owner: ownerId, repository: repositoryId },
    region: region === "" ? null : region,
    ...role === "" ? { path: "/", name: deployRoleName(repository, stage) } : placeOf(role),
    claims: Object.fromEntries(claims.map(({ name, value }) => [name, value]))
  };
}
var deployRoleName = (repository, stage) => `deploy-${repository.slice(0, 56 - stage.length)}-${stage}`, deployRoleArn = (role) => `arn:${partitionOf(role)}:iam::${role.account}:role${role.path}${role.name}`;
function placeOf(role) {
  let at = role.lastIndexOf("/") + 1;
  return { path: `/${role.slice(0, at)}`, name: role.slice(at) };
}
function partitionOf({ region }) {
  return region?.startsWith("cn-") ? "aws-cn" : region?.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
var check = (isRight, option, message) => isRight ? [] : [{ path: `--${option}`, message }];
function readClaims(text) {
  return (text === "" ? [] : text.split(",")).map((part) => {
    let [name = "", ...rest] = part.split("="), value = rest.join("=");
    return { name, value, fault: claimFault(name, value) };
  });
}
function claimFault(name, value) {
  return CLAIMS.includes(name) ? CLAIM_VALUE.test(value) ? null : `${name} must have a value of letters, digits and ./@:+-_` : `knows ${CLAIMS.join(", ")}; write NAME=VALUE,…`;
}
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
    let compare = OPERATORS[operator];
    return compare === void 0 ? [`The policy's condition ${operator} is not understood here.`] : Object.entries(keys).flatMap(([key, wanted]) => {
      let name = key.startsWith(`${issuer}:`) ? key.slice(issuer.length + 1) : key, values = [claims[name]].flat().filter((value) => value !== void 0).map(String), patterns = [wanted].flat();
      if (values.some((value) => patterns.some((pattern) => compare(pattern, value)))) return [];
      let has = values.length === 0 ? "does not have it" : `has ${values.join(", ")}`;
      return [`The policy wants ${name} to be ${patterns.join(" or ")}; the token ${has}.`];
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

export {
  POLICIES,
  SHAPES,
  readDeployRole,
  deployRoleArn,
  partitionOf,
  trustFaults
};
