// Made by `npm run build` from src/engine: change it there.
import {
  AUDIENCE,
  ISSUER,
  deployRoleArn,
  providerArn
} from "./core-aws-deploy-role.js";

// src/core/stage.ts
var STAGES = ["staging", "production"];
var otherStage = (stage) => stage === "staging" ? "production" : "staging", shortSha = (sha) => sha.slice(0, 7), describeRelease = (release) => `${release.tag} (${shortSha(release.sha)})`;

// src/core/aws/policy.ts
var policyText = (policy) => JSON.stringify(policy, null, 2);

// src/core/aws/role-commands.ts
var POLICY_NAME = "deploy";
function roleCommands({ role, trust, permissions, sessionSeconds }) {
  return `# Once an account; it may be there already: aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${providerArn(role)}
aws iam create-open-id-connect-provider \\
  --url https://${ISSUER} \\
  --client-id-list ${AUDIENCE}

# Who may deploy ${role.stage}
aws iam create-role \\
  --role-name ${role.name} \\${role.path === "/" ? "" : `
  --path ${role.path} \\`}
  --max-session-duration ${sessionSeconds} \\
  --assume-role-policy-document ${quoted(trust)}

# What a deploy may do
aws iam put-role-policy \\
  --role-name ${role.name} \\
  --policy-name ${POLICY_NAME} \\
  --policy-document ${quoted(permissions)}

# Then in pipeline.json: "stages": { "${role.stage}": { "roleArn": "${deployRoleArn(role)}" } }`;
}
var quoted = (policy) => `'${policyText(policy)}'`;

// src/core/setup/target.ts
var repositoryPath = ({ owner, repository }) => `/repos/${owner}/${repository}`;

export {
  policyText,
  POLICY_NAME,
  roleCommands,
  STAGES,
  otherStage,
  shortSha,
  describeRelease,
  repositoryPath
};
