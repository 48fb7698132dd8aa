import { code } from '../code.js';

/** What an application image may not do. */
export const dockerfileCodes = {
  'dockerfile-syntax': code<object>({
    severity: 'error',
    title: 'No Dockerfile',
    message: () => 'this file has no FROM instruction',
    cause: 'A Dockerfile begins with the image that it builds on.',
    remedy: 'give the Dockerfile of the application image',
    example: { wrong: 'COPY src /app/src', right: 'FROM apache/spark:4.0.1\\nCOPY src /app/src' },
  }),
  'dockerfile-entrypoint': code<{ instruction: string }>({
    severity: 'error',
    title: "The application image replaces Spark's entrypoint",
    message: ({ instruction }) => `${instruction} replaces Spark's own entrypoint`,
    cause:
      "Kubernetes starts the image with the argument driver or executor, which only Spark's /opt/entrypoint.sh understands.",
    remedy: 'take out <instruction>; the program is found by mainApplicationFile or pythonModule',
    example: { wrong: 'ENTRYPOINT ["python", "main.py"]', right: '(no ENTRYPOINT, no CMD)' },
  }),
  'dockerfile-base': code<{ image: string; spark: string }>({
    severity: 'warning',
    title: 'The application image is not built on Spark itself',
    message: ({ image, spark }) => `the base image is ${image}; apache/spark:${spark} is expected`,
    cause:
      'The client prepares the configuration for its own Spark version, and driver and executors need its entrypoint.',
    remedy: 'build on apache/spark:<spark>, or make sure that this image does',
    example: { wrong: 'FROM python:3.12', right: 'FROM apache/spark:4.0.1' },
  }),
  'dockerfile-user': code<{ user: string }>({
    severity: 'warning',
    title: 'The application image runs as root',
    message: ({ user }) => `the last USER is ${user}`,
    cause: 'Clusters refuse pods that run as root, and nothing in Spark needs it.',
    remedy: 'end with USER 185, the user of Spark’s own images',
    example: { wrong: 'USER root\\nRUN apt-get install …', right: 'USER root\\nRUN apt-get install …\\nUSER 185' },
  }),
  'dockerfile-other-user': code<{ user: string; runAsUser: string }>({
    severity: 'warning',
    title: 'The application image is run as another user than its own',
    message: ({ runAsUser, user }) => `driver and executors run as user ${runAsUser}, not as ${user}`,
    cause:
      "The pod's security context decides, and by default it names 185, the user of Spark's own images: what only the image's own user may read is closed to it.",
    remedy: 'write pod: {securityContext: {runAsUser: <user>}} in the profile, or end with USER 185',
    example: { wrong: 'USER 1000', right: 'USER 185' },
  }),
  'dockerfile-named-user': code<{ user: string }>({
    severity: 'error',
    title: "The application image's user has no number",
    message: ({ user }) => `the last USER is ${user}, a name`,
    cause:
      'With runAsNonRoot and without runAsUser the kubelet must see from the image that its user is not root, and of a name it cannot: CreateContainerConfigError, "image has non-numeric user".',
    remedy: "write the user's number, or give pod.securityContext.runAsUser in the profile",
    example: { wrong: 'USER spark (runAsUser: null)', right: 'USER 185' },
  }),
  'dockerfile-hadoop-aws': code<{ found: string; needed: string }>({
    severity: 'error',
    title: "hadoop-aws of another version than Spark's Hadoop",
    message: ({ found, needed }) => `hadoop-aws ${found} beside Spark's Hadoop ${needed}`,
    cause:
      'hadoop-aws works only with the Hadoop that it was built with: 3.3 cannot read the defaults of 3.4 (NumberFormatException: "60s").',
    remedy: 'take hadoop-aws <needed>, with software.amazon.awssdk:bundle',
    example: { wrong: 'hadoop-aws-3.3.4.jar', right: 'hadoop-aws-3.4.1.jar' },
  }),
  'dockerfile-conf': code<object>({
    severity: 'warning',
    title: 'Files in /opt/spark/conf of an application image',
    message: () => 'what is put into /opt/spark/conf will not be seen',
    cause: "Spark mounts the client's configuration over /opt/spark/conf in driver and executors.",
    remedy: "put it into the client's image, or set it in the profile's conf",
    example: { wrong: 'COPY log4j2.properties /opt/spark/conf/', right: '(in the Dockerfile of the client)' },
  }),
} as const;
