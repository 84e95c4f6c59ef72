// Made by `npm run build` from src/engine: change it there.
import {
  filledFix
} from "./core-reasons.js";
import {
  counted
} from "./valibot.js";

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
    fix: "Let `ledger.remote` name a remote that is there, with credentials that may read it: --git-token env://GITHUB_TOKEN on an engine."
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
    why: "Otherwise nothing is heard there of a deploy, which goes on without it.",
    fix: "Correct the channel in pipeline.json, or the secret that it names: docs/notifications.md."
  },
  APP: {
    why: "A stage that can't be reached from here can't be smoke-tested from here, and the ledger's way back is wrong for one that was changed outside the pipeline.",
    fix: "Look closer, `smoke --stage STAGE`; check stages.STAGE.urls, whether this machine can reach them, and who deployed what runs. What is meant to run is recorded by `adopt --tag TAG --stage STAGE`."
  }
};
function findingTally(findings) {
  let count = (status) => findings.filter((one) => one.status === status).length;
  return [
    `${count("ok")} of ${counted(findings.length, "check")} ok`,
    ...count("fail") > 0 ? [`${count("fail")} failed`] : [],
    ...count("warn") > 0 ? [`${count("warn")} with a warning`] : [],
    ...count("skipped") > 0 ? [`${count("skipped")} skipped`] : []
  ].join(", ");
}

export {
  finding,
  findingTally
};
