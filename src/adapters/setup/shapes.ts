import * as v from "valibot"

// What is read of GitHub's answers; whatever else they hold is let be.

export const RepositoryShape = v.object({
  id: v.number(),
  private: v.boolean(),
  owner: v.object({ id: v.number() }),
})

export const AccountShape = v.object({ id: v.number() })

const ReviewerShape = v.object({
  type: v.picklist(["User", "Team"]),
  reviewer: v.object({ id: v.number(), login: v.optional(v.string()), slug: v.optional(v.string()) }),
})

export const EnvironmentShape = v.object({
  protection_rules: v.optional(
    v.array(
      v.object({
        type: v.string(),
        wait_timer: v.optional(v.number()),
        prevent_self_review: v.optional(v.boolean()),
        reviewers: v.optional(v.array(ReviewerShape)),
      }),
    ),
    [],
  ),
  deployment_branch_policy: v.nullish(
    v.object({ protected_branches: v.boolean(), custom_branch_policies: v.boolean() }),
    null,
  ),
})

export const RefsPage = v.object({
  branch_policies: v.array(
    v.object({ name: v.string(), type: v.optional(v.picklist(["branch", "tag"]), "branch") }),
  ),
})

export const VariablesPage = v.object({
  variables: v.array(v.object({ name: v.string(), value: v.string() })),
})

export const RulesetsPage = v.array(
  v.object({ id: v.number(), target: v.optional(v.string()), enforcement: v.string() }),
)

export const RulesetShape = v.object({
  conditions: v.nullish(
    v.object({
      ref_name: v.optional(v.object({ include: v.array(v.string()), exclude: v.array(v.string()) })),
    }),
  ),
  rules: v.optional(v.array(v.object({ type: v.string() })), []),
})
