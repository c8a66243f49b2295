import type { Policy } from '../../helpdesk/policy.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import { lintPolicy, parsePolicy, problemText, readContent } from '../../policy-file/index.ts';

const { ok, look, bad } = about('Policy');

/** Can the policy file be used, and is anything in it suspicious? */
export function checkPolicyFile(file: string): {
  readonly policy: Policy | null;
  readonly findings: readonly CheckResult[];
} {
  const content = readContent(file);
  if (content.text === null)
    return {
      policy: null,
      findings: [
        bad(
          content.trouble,
          'Run “npm start -- setup”, or copy policy.example.yml there and put your own ids in. Without it nothing is allowed.',
        ),
      ],
    };
  const parsed = parsePolicy(content.text, file);
  if (!parsed.ok)
    return {
      policy: null,
      findings: parsed.problems.map((problem) =>
        bad(problemText(file, problem), 'Correct it; until then nothing is allowed.'),
      ),
    };
  const warnings = lintPolicy(parsed.policy).map((warning) => look(warning));
  const rules = parsed.policy.rules.length;
  return {
    policy: parsed.policy,
    findings: [ok(`${file} can be used (${rules} ${rules === 1 ? 'rule' : 'rules'}).`), ...warnings],
  };
}
