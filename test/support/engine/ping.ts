import Docker from 'dockerode';

const deadline = 2000;

/** Where an engine of the system listens. */
export const defaultSocket = '/var/run/docker.sock';

async function pings(docker: Docker): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, deadline, false).unref());
  const ping = docker.ping().then(
    () => true,
    () => false,
  );
  return await Promise.race([ping, late]);
}

/** Whether a Docker Engine answers on a unix socket. */
export async function socketAnswers(socketPath: string): Promise<boolean> {
  // An empty host keeps a DOCKER_HOST of this process out of the question.
  return await pings(new Docker({ socketPath, host: '', timeout: deadline }));
}

/** Whether the engine named by this process's DOCKER_HOST answers. */
export async function dockerHostAnswers(): Promise<boolean> {
  return await pings(new Docker({ timeout: deadline }));
}
