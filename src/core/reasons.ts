/** What a reason code means, in the words of the reference page. */
interface ReasonText {
  /** what happened, as a sentence */
  what: string
  /** why the pipeline cares */
  why: string
  /** what to do about it */
  fix: string
}

/**
 * Every reason a run can end for. Codes are stable: they are never renamed or reused.
 * `docs/reasons.md` is generated from this table.
 */
export const REASONS = {
  TAG_INVALID: {
    what: "The tag is not a semantic version with the configured prefix.",
    why: "Versions are ordered and compared as semantic versions; another name has no place in that order.",
    fix: "Name a tag such as v1.2.3 (prefix: `tagPrefix` in pipeline.json).",
  },
  TAG_NOT_FOUND: {
    what: "The repository has no such tag.",
    why: "Only a tagged commit can be deployed, so that what runs can be named and found again.",
    fix: "Check the name, or fetch the tags: git fetch --tags.",
  },
  TAG_NOT_ON_MAIN: {
    what: "The tagged commit is on no branch that may be released.",
    why: "What has not been merged has not been reviewed, and the next release would silently drop it.",
    fix: "Merge the commit and tag the merged one; if main moved, fetch it: `git fetch origin`. Or let releaseBranches in pipeline.json name its branch, or gates.main only warn. For one deploy alone: `deploy-STAGE --tag TAG --waive 'main=WHY'`.",
  },
  HISTORY_CUT_OFF: {
    what: "This clone has only a part of the history, so nothing can be said about the commit.",
    why: "Only the history shows whether a commit is on the main branch, and what it brings.",
    fix: "Fetch the rest: git fetch --unshallow --tags; in GitHub Actions, give actions/checkout fetch-depth: 0.",
  },
  TREE_INCOMPLETE: {
    what: "A part of the version is missing from this clone, or lies outside of git.",
    why: "A deploy would put empty folders, or pointers instead of files, on the stage.",
    fix: "Make what the message names available, or leave it out of the tag. If the deploy does not need it: `deploy-STAGE --tag TAG --waive 'tree=WHY'`.",
  },
  SECRET_UNKNOWN: {
    what: "The version declares no secret of this name.",
    why: "It would be set, and nothing would ever read it.",
    fix: "Give the name as sst.config.ts has it. If it is new, and a later version will declare it: --is-new.",
  },
  SECRETS_NOT_GIVEN: {
    what: "pipeline.json names a secret for the deploy tool or for a check, and this run has no value for it.",
    why: "The tool would fail in the middle of the deploy, or no check could be made after it.",
    fix: "On a host, set the environment variable of that name; on an engine, give --secret env://NAME.",
  },
  SCRIPT_MISSING: {
    what: "A command of pipeline.json starts a file or a package script that the version does not have.",
    why: "It would fail in the middle of the deploy.",
    fix: "Correct the command in pipeline.json, or commit what it starts and tag that commit. If it is made on the way: `deploy-STAGE --tag TAG --waive 'tree=WHY'`.",
  },
  TAG_MOVED: {
    what: "The tag names another commit than the one that staging verified.",
    why: "The commit that would reach production is not the one that was tested.",
    fix: "Release the new commit under a new tag; versions are not reused.",
  },
  PRERELEASE_TO_PRODUCTION: {
    what: "The tag is a prerelease.",
    why: "Prereleases are for staging.",
    fix: "Tag the same commit as a release, e.g. v1.2.3 instead of v1.2.3-rc.1, and take it through staging.",
  },
  STAGING_NOT_VERIFIED: {
    what: "Staging has not verified this commit.",
    why: "Production takes only what passed smoke on staging, commit by commit, or what it runs already.",
    fix: "Take it through staging first: `deploy-staging --tag TAG`.",
  },
  STAGE_FROZEN: {
    what: "The stage is frozen.",
    why: "A rollback or an inconclusive verdict froze it, so that a person looks at it first; or a person did.",
    fix: "Find the cause, then: `unfreeze --stage STAGE --reason 'WHY'`.",
  },
  VERSION_QUARANTINED: {
    what: "This commit failed or was rolled back on the stage, or a person keeps it away.",
    why: "The same commit would fail in the same way, under any tag.",
    fix: "Release a fix under a new tag, or lift the quarantine: `quarantine --tag TAG --lift --stage STAGE --reason 'WHY'`.",
  },
  WINDOW_CLOSED: {
    what: "The stage takes no deploys at this time.",
    why: "The windows in pipeline.json say when people are there to look after a deploy. Rollbacks always pass.",
    fix: "Wait until it opens. For this deploy alone: `deploy-STAGE --tag TAG --waive 'window=WHY'`.",
  },
  SOAK_UNFINISHED: {
    what: "Staging has not run the version for long enough.",
    why: "Some faults show only after a while: stages.staging.soakMinutes in pipeline.json says how long.",
    fix: "Wait for it. For this deploy alone: `deploy-STAGE --tag TAG --waive 'soak=WHY'`.",
  },
  NOT_QUARANTINED: {
    what: "The version is not quarantined on the stage.",
    why: "There is nothing to lift.",
    fix: "`status` lists what is.",
  },
  HOOK_BLOCKED: {
    what: "The hook before-deploy failed.",
    why: "It runs before anything is changed, and may refuse a deploy.",
    fix: "Look at its last lines. Correct what it objects to, or the hook in pipeline.json, and deploy again.",
  },
  HOOK_FAILED: {
    what: "The hook after-deploy failed.",
    why: "It is a part of the deploy: without it the version is not as it should be.",
    fix: "Look at its last lines, correct the hook or the version, and release that under a new tag.",
  },
  CI_NOT_GREEN: {
    what: "A check of CI did not pass on the commit.",
    why: "What fails its own tests fails its users next.",
    fix: "Fix it and release a new tag, or run the check again if it failed by chance.",
  },
  CI_UNFINISHED: {
    what: "CI has not finished on the commit.",
    why: "It is not yet known whether it passes.",
    fix: "Wait for CI, then run the same command again; `gates.ci.waitSeconds` makes a deploy wait longer.",
  },
  CI_MISSING: {
    what: "CI has proved nothing about the commit.",
    why: "No failure is not the same as a pass: perhaps nothing ran.",
    fix: "Let CI run on the tagged commit. If it has, look at `gates.ci` in pipeline.json.",
  },
  INCIDENT_OPEN: {
    what: "An incident is open.",
    why: "A deploy in the middle of one hides its cause, and may make it worse.",
    fix: "Resolve and close it. If this deploy is the fix: `deploy-STAGE --tag TAG --waive 'incidents=WHY'`.",
  },
  GATE_UNAVAILABLE: {
    what: "Something that a gate needs to know could not be found out.",
    why: "Without evidence there is no pass.",
    fix: "Restore what the message names: the address, the token or its permissions.",
  },
  WAIVER_REFUSED: {
    what: "A waiver cannot be accepted.",
    why: "A misread waiver would let a deploy past a gate that was not meant to be waived.",
    fix: 'Write --waive "GATE=WHY", or GATE@2026-03-01T18:00Z=WHY for one that expires; correct what the message names.',
  },
  LOCK_HELD: {
    what: "Another run holds the stage.",
    why: "Two deploys at once leave the stage in a state that neither of them made.",
    fix: "Wait for it (--wait SECONDS), or if its owner is dead: `unlock --stage STAGE --reason 'WHY'`.",
  },
  ORPHANS_LEFT: {
    what: "Processes that a dead run left on this machine could not be ended.",
    why: "Its deploy tool and a new one at the same time leave the stage in a state that neither of them made.",
    fix: "End the processes that the message names, then run the same command again.",
  },
  OWNER_ALIVE: {
    what: "The run that holds the stage is alive.",
    why: "Another run on its stage would deploy at the same time.",
    fix: "Wait for it, or end it: Ctrl-C in its terminal, or cancel its job. If you know better: `unlock --stage STAGE --force --reason 'WHY'`.",
  },
  LOCK_LOST: {
    what: "This run no longer holds the stage.",
    why: "The lock was broken or taken over while this run was working, so another run may be changing the stage.",
    fix: "Look at the history, `history --stage STAGE`, and at what the stage serves, `smoke --stage STAGE`; then deploy the version that you want.",
  },
  LEASE_EXPIRED: {
    what: "This run could not show in time that it is alive.",
    why: "After a while without a heartbeat another run may take the stage over, so a run stops itself and its tool before that.",
    fix: "Restore the way to the ledger and look at what the stage serves, `smoke --stage STAGE`; then run the same command again.",
  },
  LOCK_FREE: {
    what: "No run holds the stage.",
    why: "There is no lock to break.",
    fix: "Nothing to do.",
  },
  NOT_FROZEN: {
    what: "The stage is not frozen, and no version is quarantined on it.",
    why: "There is nothing to lift.",
    fix: "Nothing to do.",
  },
  NO_ROLLBACK_TARGET: {
    what: "No earlier version of this stage can be rolled back to.",
    why: "A rollback only goes to a commit that passed smoke on this stage and was not rolled back.",
    fix: "Fix forward: release a new tag. If a good version runs there by now: `adopt --tag VERSION --stage STAGE`.",
  },
  ROLLBACK_TARGET_UNKNOWN: {
    what: "The stage's ledger has no verified deploy of this version.",
    why: "A version that never passed smoke on the stage is a deploy, not a rollback.",
    fix: "Choose one that `status` lists under 'verified here', or deploy it. If it runs there now: `adopt --tag TAG --stage STAGE`.",
  },
  ROLLBACK_TARGET_RUNNING: {
    what: "The stage already runs this commit.",
    why: "Rolling back to what runs changes nothing.",
    fix: "Name another version with --to.",
  },
  NOTHING_TO_DEPLOY: {
    what: "Nothing in the repository shows how the application is deployed.",
    why: "There is no SST app, script called deploy, deploy.sh, Kubernetes Deployment, compose file or Dockerfile at the places that are looked at.",
    fix: "Name the command that deploys the tree of a tag, beside the options that you gave: `init --deploy 'make deploy {stage}'`.",
  },
  RUN_NOT_RECORDED: {
    what: "The ledger has no report of that run on the stage.",
    why: "A run that was refused as a usage error, or that ended before it had judged its gates, writes none.",
    fix: "Read what the run itself printed. The runs that left one: `history`; what the stage runs: `status`.",
  },
  NOT_IN_PRODUCTION: {
    what: "Production does not run a version that has this commit.",
    why: "It was never deployed there, or it was rolled back.",
    fix: "Take a version that has it through staging: `deploy-staging --tag TAG`.",
  },
  COMMIT_NOT_FOUND: {
    what: "The repository has no such commit, or no commit that merges such a pull request.",
    why: "Which versions have a commit can only be said of one that is known here.",
    fix: "Check the id or the number, or fetch what is new: git fetch --tags.",
  },
  NOTHING_DEPLOYED: {
    what: "The stage's ledger has no deploy.",
    why: "There is nothing to look at.",
    fix: "Deploy a version first: `deploy-STAGE --tag VERSION`. If one runs there already: `adopt --tag VERSION --stage STAGE`.",
  },
  NOTHING_ADOPTED: {
    what: "The stage may run a version that the ledger does not know.",
    why: "A rollback only goes to a version that passed smoke on the stage: without one a bad version stays.",
    fix: "Record what runs there: `adopt --tag VERSION --stage STAGE`. If nothing runs there yet: `deploy-STAGE --tag TAG --allow-one-way 'the first deploy'`.",
  },
  OTHER_VERSION_SERVED: {
    what: "The stage does not answer as the version that was to be adopted.",
    why: "A rollback would go to a version that never ran there.",
    fix: "See which version answers, `smoke --stage STAGE`, and adopt that: `adopt --tag VERSION --stage STAGE`.",
  },
  ADOPTION_UNEXPLAINED: {
    what: "The ledger says that the stage runs another version.",
    why: "It was changed outside the pipeline, and the history must say why.",
    fix: "Say why: `adopt --tag TAG --stage STAGE --reason 'WHY'`.",
  },
  ADDRESS_UNKNOWN: {
    what: "The smoke checks need an address of the stage that is not known.",
    why: "Before its first deploy by this pipeline no tool says where a stage is.",
    fix: "Put it into stages.STAGE.urls of pipeline.json, or name it: --url NAME=ADDRESS.",
  },
  MIGRATIONS_UNACKNOWLEDGED: {
    what: "The version brings migrations, and pipeline.json asks for confirmation of every one.",
    why: "A rollback does not undo them.",
    fix: "Read them, then: `deploy-STAGE --tag TAG --allow-one-way 'WHY'`. migrations.fence.deploy in pipeline.json says when to ask.",
  },
  MIGRATION_BLOCKS_ROLLBACK: {
    what: "Migrations lie between the two versions, and pipeline.json forbids a rollback over them.",
    why: "Old code on a newer schema may fail, or lose data.",
    fix: "Run their down migrations with the code of the newer version, then: `rollback --stage STAGE --over-migrations 'WHY'`. Or fix forward.",
  },
  STAGE_DRIFTED: {
    what: "The stage serves another version than the ledger says.",
    why: "It was changed outside the pipeline: the way back and the migrations between the versions are not what the ledger says.",
    fix: "Find out who deployed it and why; then deploy what should run: `deploy-STAGE --tag TAG --waive 'drift=WHY'`.",
  },
  OLDER_VERSION: {
    what: "The version is older than the one that runs.",
    why: "Deploying an older version undoes what was released since; a rollback does that with its checks.",
    fix: "To go back: `rollback --stage STAGE --to TAG`. To deploy it all the same: `deploy-STAGE --tag TAG --allow-older 'WHY'`.",
  },
  ONE_WAY: {
    what: "The deploy could not be undone.",
    why: "If the version fails, nothing brings the stage back to what it was: better to know that before the deploy than after it.",
    fix: "Make it reversible, or say why it need not be: `deploy-STAGE --tag TAG --allow-one-way 'WHY'`.",
  },
  PLAN_CHANGED: {
    what: "Something has changed since the plan was made.",
    why: "What runs must be what was approved.",
    fix: "Look at the plan again, `plan --tag TAG --stage STAGE`, and deploy with the digest that it shows now.",
  },
  MIGRATION_FAILED: {
    what: "The database migrations failed.",
    why: "The new version may need what they were meant to add, and a second try may meet what the first one left.",
    fix: "Read their last lines below, look at the database (docs/runbooks/database.md), then deploy again.",
  },
  MIGRATION_TIMEOUT: {
    what: "The database migrations did not finish in time and were ended.",
    why: "A migration that waits for a database lock can hold up every query behind it.",
    fix: "Find what they wait for, or raise `migrations.run.timeoutSeconds`; look at the database before you deploy again.",
  },
  DEPLOY_FAILED: {
    what: "The deployer failed.",
    why: "Parts of the new version may be on the stage.",
    fix: "Read the deployer's last lines below and fix the cause. If that froze the stage: `unfreeze --stage STAGE --reason 'WHY'`. Then deploy again.",
  },
  DEPLOY_TIMEOUT: {
    what: "The deployer did not finish in time and was ended.",
    why: "A hanging deploy would hold the stage's lock forever.",
    fix: "Find what it waits for, or raise `deployer.timeoutSeconds`.",
  },
  OUTPUTS_MISSING: {
    what: "The deployer succeeded, but its outputs cannot be used.",
    why: "Without them the pipeline would not know what to test.",
    fix: "Let the deploy command write the JSON file named by `deployer.outputs`: an object of names and values.",
  },
  SECRETS_MISSING: {
    what: "The stage lacks secrets that the version needs.",
    why: "A deploy that finds out halfway leaves a stage that is neither old nor new.",
    fix: "Set each: `secrets-set --stage STAGE --tag TAG --name NAME`. To see them all: `secrets --tag TAG --stage STAGE`.",
  },
  NO_SECRET_STORE: {
    what: "The deployer keeps no secrets.",
    why: "Only a tool such as SST keeps the secrets of a stage where the pipeline can ask for their names.",
    fix: "Set secrets where the application reads them from.",
  },
  SECRET_NOT_SET: {
    what: "The secret was not set, or it is not known whether it was.",
    why: "A deploy would go on without it, or with its old value.",
    fix: "Read what SST says, fix it, and set the secret again.",
  },
  SST_LOCKED: {
    what: "SST's own lock on the stage is held, and not by a dead run of this pipeline.",
    why: "Its owner may be changing the stage right now, from outside this pipeline.",
    fix: "Wait for it. When you know that it is dead: `npx sst unlock --stage STAGE` in the tag's tree; then deploy again.",
  },
  SST_CONFIG_INVALID: {
    what: "SST cannot use the sst.config.ts of this tag.",
    why: "SST stopped before it touched anything.",
    fix: "Correct it and release a new tag.",
  },
  SST_STATE_UNREADABLE: {
    what: "SST cannot read its state of the stage.",
    why: "Without it SST does not know which resources are its own.",
    fix: "Look at it: sst state export --stage STAGE. Restore the last good one from the state bucket's versions.",
  },
  DOWNGRADE_REFUSED: {
    what: "SST refuses to go back to an older version of a component.",
    why: "Upgrades of SST components are one-way: an older tag cannot take the stage back over one.",
    fix: "Fix forward: release a new tag with the newer SST. docs/sst.md says which upgrades are one-way.",
  },
  MIGRATION_OF_STATE_NEEDED: {
    what: "SST wants its state migrated before it deploys.",
    why: "That migration is one-way, so it is not part of a deploy.",
    fix: "Read SST's migration guide, then: sst refresh --stage STAGE from this tag's tree.",
  },
  BUILD_FAILED: {
    what: "A part of the application cannot be built.",
    why: "SST builds while it deploys, so other parts may be on the stage already.",
    fix: "Build the tag's tree locally, fix it and release a new tag.",
  },
  DOWNLOAD_FAILED: {
    what: "A tool or package that the deploy needs cannot be downloaded.",
    why: "The deploy stopped because its tools were missing, not because of the version.",
    fix: "Check the connection to the package registries and to GitHub (a GITHUB_TOKEN raises its rate limit), then deploy again.",
  },
  REGION_INVALID: {
    what: "No AWS region is set, or there is no such region.",
    why: "SST keeps its state in a region and deploys to one.",
    fix: "Set stages.STAGE.region in pipeline.json, or AWS_REGION.",
  },
  SMOKE_FAILED: {
    what: "The version does not answer as configured.",
    why: "Smoke checks decide whether a stage may keep a version.",
    fix: "Look at the failing checks below. Release a fix as a new tag; where a check is wrong, correct pipeline.json.",
  },
  SMOKE_INCONCLUSIVE: {
    what: "The smoke checks reached nothing at all, so they prove nothing.",
    why: "A rollback on the word of a prober without a network would take down a healthy version.",
    fix: "Fix the network or DNS of the machine that ran the checks, then: `smoke --stage STAGE`. When it passes: `unfreeze --stage STAGE --reason 'WHY'`. Otherwise: `rollback --stage STAGE --reason 'WHY'`.",
  },
  STAGE_CHANGED: {
    what: "Another version was deployed while the stage was being checked.",
    why: "What was seen may be of either version, or of neither.",
    fix: "When no run is at work there (`status`), run the same command again.",
  },
  VERIFICATION_FAILED: {
    what: "The version passed smoke, but not the verification after the deploy.",
    why: "Smoke asks whether a version answers; verification asks whether it does its work.",
    fix: "Look at the failing checks below. When the cause is gone: `verify --stage STAGE`. Otherwise: `rollback --stage STAGE --reason 'WHY'`, or release a fix.",
  },
  WATCH_FAILED: {
    what: "The version passed smoke, and turned bad while it was watched.",
    why: "Some faults show only after minutes, with users on the version.",
    fix: "Look at the failing checks below. When the version is not to blame, correct stages.STAGE.watch; otherwise release a fix, or `rollback --stage STAGE --reason 'WHY'` where the version still runs.",
  },
  WATCH_INCONCLUSIVE: {
    what: "The version passed smoke, and its watch brought no data to judge it by.",
    why: "No data is not good data: nothing shows that the version is well.",
    fix: "Find out how the version is, `smoke --stage STAGE`, and why there is no data. Then `verify --stage STAGE`, or `rollback --stage STAGE --reason 'WHY'`.",
  },
  NOTHING_TO_WATCH: {
    what: "There is no watch to go on with.",
    why: "Only a version that passed smoke and whose watch was left open is watched.",
    fix: "See what runs: `status`. A version is watched after its deploy where pipeline.json has stages.STAGE.watch.",
  },
  ROLLBACK_FAILED: {
    what: "The rollback failed too.",
    why: "The stage may serve neither version.",
    fix: "Look at what the stage serves, `smoke --stage STAGE`, then take it to a version that works: `rollback --stage STAGE --to VERSION`, or fix forward.",
  },
  ROLLBACK_RESUMED: {
    what: "The run that deployed this version died while rolling it back; this run has finished the rollback.",
    why: "The version had failed on the stage, so deploying it again would only fail again.",
    fix: "See why it failed, `history --stage STAGE`; fix it and release a new tag.",
  },
  INTERRUPTED: {
    what: "The run was interrupted.",
    why: "It ended before there was a verdict.",
    fix: "Run the same command again, or roll back: `rollback --stage STAGE --reason 'WHY'`.",
  },
  CREDENTIALS_MISSING: {
    what: "There are no AWS credentials for the stage.",
    why: "A stage with a region is deployed with credentials that were checked before anything is touched.",
    fix: "In CI, pass GitHub's OIDC token and set stages.STAGE.roleArn; on a laptop, pass what `aws configure export-credentials --format process` prints. See docs/aws-credentials.md.",
  },
  CREDENTIALS_REFUSED: {
    what: "AWS refused the credentials, or refused to issue any.",
    why: "A deploy that is refused halfway leaves the stage half changed.",
    fix: "Read what AWS says above; docs/aws-credentials.md explains what each message usually means.",
  },
  CREDENTIALS_EXPIRED: {
    what: "The AWS credentials have expired.",
    why: "Nothing can be read or changed with them, not even to roll back.",
    fix: "Get new ones, e.g. aws sso login, and run the same command again. In CI use OIDC: each phase gets its own.",
  },
  CREDENTIALS_TOO_SHORT: {
    what: "The AWS credentials may expire before a deploy and its rollback are over.",
    why: "Credentials that expire during a deploy leave the stage half changed, with nothing to roll it back with.",
    fix: "Get credentials that last longer (for a role: aws iam update-role --max-session-duration), or lower deployer.timeoutSeconds.",
  },
  CREDENTIALS_WRONG_ACCOUNT: {
    what: "The AWS credentials are for another account than the stage's.",
    why: "A deploy into the wrong account makes a second application there, and leaves the right one as it is.",
    fix: "Use credentials for the stage's account, or correct stages.STAGE.account.",
  },
  CREDENTIALS_UNAVAILABLE: {
    what: "AWS, or the service that issues a token for it, could not be reached.",
    why: "Without an answer it is not known whether the credentials are good.",
    fix: "Check this machine's connection to AWS and try again.",
  },
  DOCTOR_FAILED: {
    what: "Something that a deploy needs is not as it should be.",
    why: "A deploy would find it later, in the middle of its work.",
    fix: "Do what each failed check says below, then look again: `doctor`.",
  },
  SETUP_INCOMPLETE: {
    what: "Some prerequisites are still not met.",
    why: "A deploy would stop at the first of them.",
    fix: "Do what each of them says below, then run setup again.",
  },
  NOT_A_SANDBOX: {
    what: "The deployer is not the sandbox.",
    why: "Only what the sandbox runs is started and ended on this machine; any other version runs where its tool put it.",
    fix: "End it, or start it, with the tool that deploys it. To try a command in the tag's tree, on an engine: `dagger call workbench --tag TAG terminal`.",
  },
  SERVICE_ENDED: {
    what: "A service exited on its own, or could not be started.",
    why: "A stage whose service ends answers nothing.",
    fix: "Read its last lines below, fix it and serve it again.",
  },
  CONFIG_INVALID: {
    what: "pipeline.json cannot be used.",
    why: "A setting that is misread at night costs more than one that is refused by day.",
    fix: "Correct every place that the message names.",
  },
  CONFIG_MISSING: {
    what: "There is no pipeline.json.",
    why: "It says what to deploy and how to test it.",
    fix: "Let `release-pipeline init` write one for what it finds in your clone, or name one that lies elsewhere: --config PATH.",
  },
  USAGE: {
    what: "The command line cannot be understood.",
    why: "An option that is not understood is refused, not guessed.",
    fix: "See --help.",
  },
  NOT_A_REPOSITORY: {
    what: "There is no git repository to deploy from.",
    why: "Tags and the ledger live in git.",
    fix: "Run the command in a git repository, or name one with --repo DIR.",
  },
  TAG_EXISTS: {
    what: "The tag already exists.",
    why: "A version that names two commits names none.",
    fix: "Take the next version: leave --tag out, or see `next-version`.",
  },
  TAG_NOT_CREATED: {
    what: "git could not create the tag.",
    why: "Without a tag there is nothing to deploy.",
    fix: "Do what git asks for in the message, e.g. git config user.name and user.email.",
  },
  TAG_NOT_PUSHED: {
    what: "The tag was created here but not pushed.",
    why: "CI only deploys what the remote has.",
    fix: "Push it: `release --tag TAG --push`; or delete it: git tag -d TAG.",
  },
  CHECKOUT_DIRTY: {
    what: "The checkout has changes that are not committed.",
    why: "They would not be in the release, although you see them here.",
    fix: "Commit or stash them: git stash --include-untracked.",
  },
  CHECKOUT_NOT_MAIN: {
    what: "The main branch is not checked out.",
    why: "A release must be on the main branch, or no gate will let it through.",
    fix: "Check it out: git switch main; or name another with mainBranch in pipeline.json.",
  },
  CHECKOUT_NOT_IN_STEP: {
    what: "The main branch here is not what the remote has.",
    why: "The release would lack what others merged, or contain what was not reviewed.",
    fix: "Bring both to the same commit: git pull --rebase, then git push.",
  },
  NOTHING_TO_RELEASE: {
    what: "There is nothing new to release.",
    why: "A second version of the same commit only causes confusion.",
    fix: "Deploy the version that exists, or fetch the history: git fetch --unshallow.",
  },
  REMOTE_UNAVAILABLE: {
    what: "The repository's remote cannot be reached.",
    why: "What was last fetched may be out of date.",
    fix: "Check the network and your access: git fetch origin.",
  },
  LEDGER_UNAVAILABLE: {
    what: "The ledger cannot be read or written.",
    why: "Without it, it is not known what runs, what is verified and who is deploying.",
    fix: "Check that the repository or its remote can be reached and written to. While it cannot be: docs/runbooks/break-glass.md.",
  },
  LEDGER_LOCKED: {
    what: "One of git's own lock files keeps the ledger from being written.",
    why: "git leaves it behind when it is killed, and cannot tell it from that of a running process.",
    fix: "When no git process is running there, delete the file that the message names, then run the same command again.",
  },
  LEDGER_ANSWER_LOST: {
    what: "It is not known whether the ledger took a record: its answer was lost.",
    why: "If it was taken, it counts: this run may hold the stage, or its verdict may stand.",
    fix: "When the ledger can be reached again, look: `status`. If this run still holds the stage: `unlock --stage STAGE --reason 'WHY'`.",
  },
  LEDGER_WENT_BACK: {
    what: "The ledger no longer has a record that this machine has seen.",
    why: "Records are never deleted: without them, the pipeline would roll back to the wrong version, or to none.",
    fix: "Restore it, as the message says; this machine has the records.",
  },
  LEDGER_NEWER: {
    what: "A newer version of the pipeline wrote the ledger.",
    why: "Deciding on a record that is only half understood could pick the wrong version.",
    fix: "Update the pipeline to the version that the others use.",
  },
  LEDGER_CORRUPT: {
    what: "The newest ledger record cannot be read.",
    why: "Deciding on a misread record could pick the wrong version.",
    fix: "Look at it: git show refs/pipeline/ledger/STAGE:record.json.",
  },
  INTERNAL: {
    what: "The pipeline itself failed.",
    why: "This is a bug in the pipeline, not in the application.",
    fix: "Report it with the message below.",
  },
} as const satisfies Record<string, ReasonText>

export type ReasonCode = keyof typeof REASONS

/** Why a run ended as it did: a stable code, a sentence about this run, and what to do. */
export interface Reason {
  code: ReasonCode
  message: string
  fix: string
}

/** A fix with the names of this run in place of STAGE and TAG, so that its commands can be pasted. */
export function filledFix(fix: string, { stage, tag }: { stage: string | null; tag: string | null }): string {
  const staged = stage === null ? fix : fix.replaceAll("STAGE", stage)
  // one that a shell would read as more is left to the reader
  return tag === null || !/^[\w.+/-]+$/.test(tag) ? staged : staged.replaceAll(/\bTAG\b/g, tag)
}

export function reason(code: ReasonCode, message?: string, fix?: string): Reason {
  return { code, message: message ?? REASONS[code].what, fix: fix ?? REASONS[code].fix }
}
