import { API, type Project } from 'typescript/unstable/sync';

/** Asks the compiler about the files of `FOLDER/tsconfig.json`. */
export const inProject = <T>(folder: string, ask: (project: Project) => T): T => {
  const config = `${folder}/tsconfig.json`;
  const compiler = new API({ cwd: folder });
  try {
    const project = compiler.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (project === undefined) throw new Error(`${config} is no project`);
    return ask(project);
  } finally {
    compiler.close();
  }
};
