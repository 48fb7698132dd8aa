import { code, shortened, type Way } from '../code.js';

const yamlKey = (key: string): string => (/^[\w.-]+$/.test(key) ? key : JSON.stringify(key));

/** What is written instead of a credential: a bucket's Secret, or an environment variable of driver and executors. */
function secretFor(key: string): Readonly<Record<string, unknown>> {
  const part = /^spark\.hadoop\.fs\.s3a\.(access|secret)\.key$/.exec(key)?.[1];
  const bucket = /^spark\.hadoop\.fs\.s3a\.bucket\.(.+)\.(?:access|secret)\.key$/.exec(key)?.[1];
  const given = /^spark\.(?:kubernetes\.driverEnv|executorEnv)\.(.+)$/.exec(key)?.[1];
  const ofS3 = part && (part === 'access' ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY');
  const variable = ofS3 ?? given ?? key.replace(/[^-._a-zA-Z0-9]/g, '_');
  const isFound = variable === ofS3 || variable === given || variable === 'HASH_TOKEN';
  return { bucket, variable, isFound, ofProgram: key.startsWith('spark.') };
}

/** The lines that let one text through; the text itself is never told. */
const ifNone =
  'If it is none, the profile may say why: credentials: {allow: [{key: <key>, value: ITS_WHOLE_TEXT, reason: WHY}]}';

/** The profile's Secret for a credential. */
const ways = (start: string): readonly Way[] => {
  const end = `. ${ifNone}`;
  const variable = `${start} add to the profile: secretEnv: {<variable>: {secret: NAME, key: KEY}}`;
  return [
    `${start} add to the profile: s3: {buckets: {<bucket>: {secret: NAME, accessKey: KEY, secretKey: KEY}}}${end}`,
    { if: 'isFound', say: variable + end },
    { if: 'ofProgram', say: `${variable}; the program finds it in its environment${end}` },
    `${variable}; the program finds it in its environment, Alida’s library with GET_PROPERTIES_FROM_ENV=true${end}`,
  ];
};

/** What a service's properties may say about its Spark application. */
export const applicationCodes = {
  'name-without-letters': code<{ name: string }>({
    severity: 'error',
    title: 'Nothing of the name can be used in Kubernetes',
    message: ({ name }) => `nothing remains of the name ${JSON.stringify(name)}`,
    cause: 'The WorkflowTemplate is named after the service, by a DNS label: letters a-z, digits and dashes.',
    remedy: 'give the service a name with at least one letter a-z or digit',
    example: { wrong: '"name": "データ"', right: '"name": "data"' },
  }),
  'name-normalised': code<{ name: string; normalised: string }>({
    severity: 'warning',
    title: 'The name was made a DNS label',
    message: ({ name, normalised }) => `the name ${JSON.stringify(name)} becomes ${normalised}`,
    cause: 'Kubernetes takes letters a-z, digits and dashes, at most 52 here; the name as written stays as the title.',
    remedy: { value: '<normalised>', say: 'write <normalised> to choose the name yourself' },
    example: { wrong: '"name": "K-Means Example"', right: '"name": "k-means-example"' },
  }),
  'application-image-missing': code<object>({
    severity: 'error',
    title: 'No application image',
    message: () => 'this service names no application image',
    cause: 'Driver and executors run the application image; the `url` of a Spark service is only the client.',
    remedy: 'add a static property spark.kubernetes.container.image with the image of the Spark program',
    example: {
      wrong: '"properties": []',
      right:
        '"properties": [{"key": "spark.kubernetes.container.image", "type": "static", "defaultValue": "registry.example/kmeans:1.0.1"}]',
    },
  }),
  'client-image-missing': code<object>({
    severity: 'error',
    title: 'No spark-client image',
    message: () => 'neither this service nor the profile names a spark-client image',
    cause:
      "The step that runs spark-submit needs an image with Spark: the `url` of the definition or the profile's sparkClient.image.",
    remedy: 'add "url": "docker://REGISTRY/spark-client:TAG" to the definition, or sparkClient.image to the profile',
    example: {
      wrong: '"name": "kmeans"',
      right: '"name": "kmeans", "url": "docker://registry.example/spark-client:4.0.1"',
    },
  }),
  'image-reference': code<{ key: string; image: string; instead?: string }>({
    severity: 'error',
    title: 'An image that no registry can have',
    message: ({ image, key }) => `${key}: ${shortened(image)} is no image's name`,
    cause:
      'Kubelets read REGISTRY/PATH:TAG: without a scheme or a blank, the path in lower case. With anything else the pod waits for ever, as InvalidImageName.',
    remedy: [{ value: '<instead>', safe: true }, 'write it as REGISTRY/PATH:TAG'],
    example: {
      wrong: '"key": "spark.kubernetes.container.image", "defaultValue": "https://registry.example/Team/app:1"',
      right: '"key": "spark.kubernetes.container.image", "defaultValue": "registry.example/team/app:1"',
    },
  }),
  'image-without-tag': code<{ key: string; image: string }>({
    severity: 'warning',
    title: 'An image without a tag',
    message: ({ image, key }) => `${key}: ${shortened(image)} names no tag`,
    cause:
      'It is read as :latest, which is another image after the next push: the same definition runs another program, and nobody can tell later which one ran.',
    remedy: 'add the tag of the build that is meant, :1.0.1, or its digest',
    example: { wrong: '"url": "docker://registry.example/app"', right: '"url": "docker://registry.example/app:1.0.1"' },
  }),
  'credential-in-plain-text': code<{
    key: string;
    rule: string;
    /** The credential's own name inside the value. */
    within?: string;
    /** Not the value of a setting or an argument. */
    free?: boolean;
  }>({
    severity: 'error',
    title: 'A credential in plain text',
    message: ({ key, rule }) => `${key} holds what looks like a credential (${rule})`,
    cause: 'A generated manifest is kept in Git and shown in Argo: whoever reads it would have the credential.',
    remedy: [
      {
        if: 'image',
        say: `take it out; a registry is opened by a Secret that the profile names: imagePullSecrets: [NAME]. ${ifNone}`,
      },
      {
        if: 'free',
        say: `take it out; a program gets a credential from a Secret that the profile names: secretEnv: {VARIABLE: {secret: NAME, key: KEY}}. ${ifNone}`,
      },
      ...ways('take the value out and'),
    ],
    words: ({ free, key, within }) => ({
      ...secretFor(within ?? key),
      image: key === 'spark.kubernetes.container.image' || (key === 'url' && free),
      key: yamlKey(key),
    }),
    example: {
      wrong: '"key": "HASH_TOKEN", "defaultValue": "eyJhbGciOi…"',
      right: 'secretEnv:\n  HASH_TOKEN: { secret: alida-hash-token, key: token }',
    },
  }),
  'possible-credential': code<{ key: string; rule: string; within?: string; free?: boolean }>({
    severity: 'warning',
    title: 'What may be a credential',
    message: ({ key, rule }) => `${key} may hold a credential (${rule})`,
    cause:
      'Its name says so, and its value may be one. If it is, whoever reads the manifest in Git or in Argo has it too.',
    // A bucket’s key is one for certain.
    remedy: ways('if it is one, take it out and').slice(1),
    words: ({ free, key, within }) => ({ ...secretFor(free ? 'VARIABLE' : (within ?? key)), key: yamlKey(key) }),
    example: {
      wrong: '"key": "db.secret", "defaultValue": "letmein"',
      right: 'secretEnv:\n  db.secret: { secret: NAME, key: KEY }',
    },
  }),
  'credential-allowed': code<{ key: string; rule: string; profile: string; reason: string }>({
    severity: 'info',
    title: 'What looks like a credential and is allowed',
    message: ({ key, profile, reason, rule }) =>
      `${key} holds what looks like a credential (${rule}); the profile ${profile} allows it: ${reason}`,
    cause: 'The platform says that this text is no credential: it will stand in the manifest, in Git and in Argo.',
    remedy: 'if it is one, take it out of credentials.allow of the profile, and out of <key>',
    example: {
      wrong: 'credentials:\n  allow:\n    - {key: db.password, value: our-own, reason: works}',
      right:
        'credentials:\n  allow:\n    - {key: db.password, value: guest, reason: the demo database is open to everyone}',
    },
  }),
  'allowance-without-use': code<{ key: string }>({
    severity: 'error',
    title: 'An exception that nothing needs',
    message: ({ key }) => `under ${key} this text is taken for no credential anyway`,
    cause: 'An entry of credentials.allow lets one text through; a slip in its key or its text would go unnoticed.',
    remedy: {
      delete: 'the entry',
      say: 'take the entry out, or write the key that the refusal names and the whole text that stands under it',
    },
    example: {
      wrong: 'credentials:\n  allow:\n    - {key: db.user, value: guest, reason: open to everyone}',
      right: 'credentials:\n  allow:\n    - {key: db.password, value: guest, reason: open to everyone}',
    },
  }),
  'bucket-without-credentials': code<{ key: string; bucket: string; defaultBucket: string }>({
    severity: 'warning',
    title: 'Data in a bucket of another credential',
    message: ({ bucket, defaultBucket, key }) => `${key} lies in the bucket ${bucket}, the others in ${defaultBucket}`,
    cause: 'Spark reads one pair of MinIO credentials at the start: it opens the bucket of the default datasource.',
    remedy:
      'put the data into <defaultBucket>, or give the profile a Secret: s3: {buckets: {<bucket>: {secret: NAME, accessKey: KEY, secretKey: KEY}}}',
    example: {
      wrong: 's3a://partner/data',
      right: 's3:\n  buckets:\n    partner: { secret: partner-minio, accessKey: access-key, secretKey: secret-key }',
    },
  }),
  'locked-key': code<{ key: string; profile: string; rule: string; member: 'locked' | 'policy' }>({
    severity: 'error',
    title: 'The platform decides this key',
    message: ({ key, profile }) => `the profile ${profile} locks ${key}`,
    cause: 'The platform team keeps this key for itself; a service may not set it.',
    remedy: [
      { if: 'inLocked', delete: '<key>', or: '<rule> out of the profile’s locked' },
      { delete: '<key>', or: 'write in the profile: policy: {<rule>: allow}' },
    ],
    words: ({ member, rule }) => ({ inLocked: member === 'locked', rule: member === 'locked' ? rule : yamlKey(rule) }),
    example: { wrong: '"key": "spark.kubernetes.namespace"', right: '(no such property)' },
  }),
  'not-permitted': code<{
    key: string;
    value?: string;
    pattern: string;
    /** What the setting says without it. */
    left?: string;
  }>({
    severity: 'error',
    title: 'The platform has not permitted this',
    message: ({ key, value }) =>
      value === undefined ? `no run may choose ${key}` : `${key} may not be ${shortened(value)}`,
    cause:
      'A definition comes from anyone who may draw; what reaches beyond its own program is for the profile to permit.',
    remedy: [
      { value: '<left>', say: 'take <value> out, or add to the profile: policy: {<pattern>: [<value>]}' },
      { delete: '<key>', or: 'add to the profile: policy: {<pattern>: [<value>]}' },
      { delete: '<key>', or: 'add to the profile: policy: {<pattern>: allow}' },
    ],
    words: ({ pattern, value = '' }) => ({
      pattern: yamlKey(pattern),
      value: value === '' || value.length > 200 ? undefined : JSON.stringify(value),
    }),
    example: {
      wrong: '"key": "spark.kubernetes.namespace", "defaultValue": "team"',
      right: 'policy:\n  spark.kubernetes.namespace: [team]',
    },
  }),
  'owned-key': code<{ key: string }>({
    severity: 'warning',
    title: 'The generated client decides this key',
    message: ({ key }) => `${key} is set by the generated client; this value is ignored`,
    cause:
      "Master, deploy mode, pod template files and the driver's name belong to the way the driver is followed to its end; the application's id and the executors' names are each run's own, or two at a time would collide.",
    remedy: { delete: '<key>', safe: true },
    example: { wrong: '"key": "spark.master", "defaultValue": "local[*]"', right: '(no such property)' },
  }),
  'setting-given-twice': code<{ key: string; other: string; setting: string }>({
    severity: 'error',
    title: 'Two properties set one thing',
    message: ({ key, other, setting }) => `${key} and ${other} both set ${setting}`,
    cause: 'Several names are accepted for one setting; with two of them nobody can say which value counts.',
    remedy: { delete: '<key>', say: 'keep one of <key> and <other>' },
    example: {
      wrong: '"key": "SPARK_DRIVER_MEMORY" … "key": "spark.driver.memory"',
      right: '"key": "spark.driver.memory"',
    },
  }),
  'fixed-value-missing': code<{ key: string }>({
    severity: 'warning',
    title: 'A mandatory fixed property has no value',
    message: ({ key }) => `${key} is mandatory and fixed, but has no value: it is left out`,
    cause: 'A static property is decided when the WorkflowTemplate is made: nobody can give it a value later.',
    remedy: 'give <key> a defaultValue, or make it an application property',
    example: {
      wrong: '"type": "static", "mandatory": true',
      right: '"type": "static", "mandatory": true, "defaultValue": "csv"',
    },
  }),
  'control-character': code<{ key: string }>({
    severity: 'error',
    title: 'A control character in a fixed value',
    message: ({ key }) => `the value of ${key} holds a line end or another control character`,
    cause: 'Fixed values are written one argument a line, and Spark drops or changes control characters.',
    remedy: 'write <key> on one line without control characters',
    example: { wrong: '"defaultValue": "a\\nb"', right: '"defaultValue": "a b"' },
  }),
  'kubernetes-name': code<{ key: string; text: string; what: string }>({
    severity: 'error',
    title: 'Kubernetes does not take this name',
    message: ({ key, text, what }) => `${key}: ${JSON.stringify(text)} is no ${what}`,
    cause:
      'Names, labels and keys have their rules in Kubernetes: it would refuse the pod, or the WorkflowTemplate itself.',
    remedy: 'write it as Kubernetes takes it',
    example: {
      wrong: '"key": "spark.kubernetes.namespace", "defaultValue": "Team A"',
      right: '"key": "spark.kubernetes.namespace", "defaultValue": "team-a"',
    },
  }),
  'main-file-missing': code<{ mainClass: string }>({
    severity: 'error',
    title: 'A main class without its jar',
    message: ({ mainClass }) => `nothing says which jar holds the main class ${mainClass}`,
    cause: 'spark-submit needs the jar of a Java or Scala program beside the name of its main class.',
    remedy: 'add a static property mainApplicationFile, such as local:///app/app.jar',
    example: { wrong: '"key": "mainClass"', right: '"key": "mainClass" … "key": "mainApplicationFile"' },
  }),
  'main-class-missing': code<{ file: string }>({
    severity: 'error',
    title: 'A jar without its main class',
    message: ({ file }) => `nothing says which class of ${file} is to run`,
    cause:
      'What ends with neither .py nor .R is a jar to Spark, and in cluster mode spark-submit does not read the main class from it.',
    remedy: [
      { if: 'jar', say: 'add a static property mainClass with the full name of the class' },
      'name a .py or .R file, or add a static property mainClass with the full name of the class',
    ],
    words: ({ file }) => ({ jar: file.endsWith('.jar') }),
    example: { wrong: '"key": "mainApplicationFile"', right: '"key": "mainApplicationFile" … "key": "mainClass"' },
  }),
  'main-file-not-reachable': code<{ file: string }>({
    severity: 'error',
    title: 'The driver cannot reach the program file',
    message: ({ file }) => `${JSON.stringify(file)} is no address that the driver can reach`,
    cause: 'The driver runs in the application image: without local:// Spark looks for the file on the client.',
    remedy: 'write local:///PATH for a file in the application image, or a URL with s3a:, hdfs: or https:',
    example: { wrong: '"defaultValue": "app.jar"', right: '"defaultValue": "local:///app/app.jar"' },
  }),
  'host-in-local': code<{ key: string; file: string; host: string; path: string; instead?: string }>({
    severity: 'error',
    title: 'A local:// address with two slashes',
    message: ({ file, host, key, path }) => `${key}: in ${file} Spark takes ${host} for a host, and looks for ${path}`,
    cause:
      'After local:// comes the name of a host, which Spark does not ask for anything; the path begins at the next slash.',
    remedy: [{ value: '<instead>', safe: true }, 'write local:///PATH, the whole path in the application image'],
    example: { wrong: '"defaultValue": "local://app/app.jar"', right: '"defaultValue": "local:///app/app.jar"' },
  }),
  'not-a-class': code<{ mainClass: string; instead?: string }>({
    severity: 'error',
    title: 'mainClass is no class',
    message: ({ mainClass }) => `${JSON.stringify(mainClass)} is the name of no class`,
    cause:
      'The driver asks its JVM for a class by its full name, with dots and without a file’s ending, and ends where there is none.',
    remedy: [{ value: '<instead>', safe: true }, "write the class's full name, such as org.example.Main"],
    example: { wrong: '"defaultValue": "org/example/Main.class"', right: '"defaultValue": "org.example.Main"' },
  }),
  'not-a-python-module': code<{ module: string; instead?: string }>({
    severity: 'error',
    title: 'pythonModule is no module name',
    message: ({ module }) => `${JSON.stringify(module)} is no Python module name`,
    cause: 'pythonModule names a module below /app/src/main of the application image: jobs.count is jobs/count.py.',
    remedy: [
      { value: '<instead>', or: 'give the file by mainApplicationFile' },
      "write the module's dotted name, or give the file by mainApplicationFile",
    ],
    example: { wrong: '"defaultValue": "jobs/count.py"', right: '"defaultValue": "jobs.count"' },
  }),
  'two-programs': code<{ file: string; module: string }>({
    severity: 'error',
    title: 'Both a module and a file',
    message: ({ file, module }) => `pythonModule ${module} and mainApplicationFile ${file} name two programs`,
    cause: 'A driver runs one program.',
    remedy: { delete: 'pythonModule', say: 'keep one of pythonModule and mainApplicationFile' },
    example: { wrong: '"key": "pythonModule" … "key": "mainApplicationFile"', right: '"key": "pythonModule"' },
  }),
} as const;
