import { type Call, lineOf } from "../call.ts"
import { type Finding, finding } from "../verdict.ts"
import { everyday } from "./everyday.ts"

const publishing: readonly RegExp[] = [
  /^(npm|pnpm|yarn|bun)( npm)? (.* )?(publish|unpublish|deprecate|owner|dist-tag|access|star|login|adduser|logout)( |$)/,
  /^(lerna|changeset|np|release-it|semantic-release|standard-version) ?(publish|$|-|from)/,
  /^(semantic-release|release-it|np)( |$)/,
  /^(cargo|poetry|pdm|flit|hatch|uv|dart pub|flutter pub|vsce|ovsx|dotnet nuget|gradle|gradlew|sbt|mix hex\.publish|clojars) (.* )?(publish\w*|yank|push|owner)( |$)/,
  /^(twine upload|gem (push|yank|owner)|helm push|nuget push|pod trunk|mvn (.* )?(deploy|release:\w+)|mix hex\.)/,
  /^(docker|podman|buildah|crane|skopeo) (push|copy|image push|manifest push|login|compose push)( |$)/,
  /^(docker|podman) (buildx )?build .*--push/,
  /^gh (release (create|delete|edit|upload)|repo (create|delete|edit|archive|rename|sync)|secret|variable|ssh-key|gpg-key|auth (login|logout|refresh|setup-git)|pr (merge|close)|issue (delete|transfer)|workflow (run|enable|disable)|run (delete|cancel)|gist (create|delete|edit)|ruleset|cache delete)( |$)/,
  /^gh api .*(-X|--method)[ =]?(POST|PUT|PATCH|DELETE)|^gh api .* (-f|-F|--field|--raw-field|--input) /i,
  /^glab (release|mr merge|repo (delete|create)|variable)/,
]

const deploying: readonly RegExp[] = [
  /^(terraform|tofu|terragrunt) (.* )?(apply|destroy|import|taint|state (rm|mv|push)|force-unlock)( |$)/,
  /^pulumi (up|destroy|cancel|import)|^cdk (deploy|destroy)|^(sam|serverless|sls|sst) (deploy|remove)|^copilot .*deploy/,
  /^(kubectl|oc) (.* )?(apply|create|delete|replace|patch|scale|drain|cordon|edit|set|rollout (restart|undo)|exec|annotate|label|taint)( |$)/,
  /^helm (install|upgrade|uninstall|delete|rollback)/,
  /^(vercel|now)( --prod| deploy|$| --)|^(netlify|firebase|fly|flyctl|wrangler|railway|render|surge|amplify|eb|convox|dokku|cap)( .*)? (deploy|publish|up|destroy|delete|hosting:\w+)( |$)/,
  /^gcloud (.* )?(deploy|delete|create|update|set-iam-policy|add-iam-policy-binding|remove-iam-policy-binding|submit|reset|stop|ssh)( |$)/,
  /^aws (.* )?(s3 (rm|mv|sync|cp|rb|mb)|[a-z0-9-]+ (delete|terminate|create|put|update|modify|remove|stop|reboot|attach|detach|run|start|invoke)[a-z-]*)( |$)/,
  /^az (.* )?(delete|create|update|deploy|purge|restart|stop)( |$)|^doctl .*(delete|create)|^heroku (?!logs|apps|ps$|status|help|--version)\w+/,
  /^ansible(-playbook)? (?!--version|--syntax-check|.*--check)/,
]

const databases: readonly RegExp[] = [
  /^(dropdb|dropuser|createuser)( |$)/,
  /^(psql|mysql|mariadb|sqlcmd|sqlite3|mongo|mongosh|clickhouse-client|cqlsh|duckdb)\b.*\b(drop|truncate)\b|\bdropDatabase\b/i,
  /^(psql|mysql|mariadb|sqlcmd)\b.*\bdelete from \w+\s*;?\s*['"]?$/i,
  /^redis-cli .*\b(flushall|flushdb|shutdown|config set)\b/i,
  /^(prisma|drizzle-kit) (migrate reset|db push .*--force-reset|drop)|^(rails|rake|bin\/rails) .*\bdb:(drop|reset|purge|setup)\b|manage\.py (flush|reset_db|sqlflush)|^php artisan (migrate:(fresh|reset|refresh)|db:wipe)|^mysqladmin .*drop|^(sequelize|knex) .*(db:drop|rollback --all)/,
]

/** What others would see or lose: releases, deployments, clusters, databases. A dry run is none. */
export function publishRule(call: Call): readonly Finding[] {
  if (everyday.has(call.name)) return []
  const line = lineOf(call)
  if (/(^| )(--dry-run(=(client|server))?|--dryrun|--help|--what-if|--check-only)( |$)/.test(line)) return []
  if (publishing.some((pattern) => pattern.test(line)))
    return [finding("publish", "machine", "publishes or changes something that others use")]
  if (deploying.some((pattern) => pattern.test(line)))
    return [finding("deploy", "machine", "changes running systems")]
  if (databases.some((pattern) => pattern.test(line)))
    return [finding("database", "machine", "throws data of a database away")]
  return []
}
