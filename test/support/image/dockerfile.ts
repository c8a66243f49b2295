/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

export interface Stage {
  readonly image: string;
  readonly name: string | null;
  readonly steps: readonly Instruction[];
}

/** Reads a Dockerfile's stages (Docker docs, Dockerfile reference: comments, continuation lines). */
export function readDockerfile(text: string): Stage[] {
  const instructions = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line): Instruction[] => {
      const [, name, rest] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
      return name === undefined || rest === undefined
        ? []
        : [{ name: name.toUpperCase(), rest: rest.trim() }];
    });
  const stages: (Omit<Stage, 'steps'> & { steps: Instruction[] })[] = [];
  for (const instruction of instructions) {
    if (instruction.name !== 'FROM') {
      stages.at(-1)?.steps.push(instruction);
      continue;
    }
    const [image = '', , name = null] = instruction.rest.split(/\s+/);
    stages.push({ image, name, steps: [] });
  }
  return stages;
}

/** `CMD ["a", "b"]` as its words. @throws Error for the shell form, which would not pass signals on */
export function execForm(rest: string): string[] {
  const words: unknown = JSON.parse(rest.slice(rest.indexOf('[')));
  if (!Array.isArray(words)) throw new Error(`not in exec form: ${rest}`);
  return words.map(String);
}
