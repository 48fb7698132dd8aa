import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { compileService, type CompiledSpark } from '../../src/pipeline/compile.js';
import { canonicalJson, readSource } from '../../src/definition/index.js';
import { Report } from '../../src/diagnostics/index.js';
import { importFile, type Imported } from '../../src/importers/index.js';
import { readProfile } from '../../src/platform/index.js';
import { facts, mistaken, shapeNames, shapeOf, unaccounted } from './corpus.js';

function imported(content: string): Imported {
  const report = new Report();
  const [result, ...more] = importFile(content, 'file', report);
  expect(report.diagnostics).toEqual([]);
  if (result === undefined) throw new Error('nothing was found to import');
  expect(more).toEqual([]);
  return result;
}

/** What the generator makes of an import; every import must please it. */
function compiled({ definition, profile }: Imported): CompiledSpark {
  const report = new Report();
  const profileSource = readSource('profile.json', JSON.stringify(profile), report);
  const definitionSource = readSource('service.json', JSON.stringify(definition), report);
  const platform = profileSource && readProfile(profileSource, report);
  const service = platform && definitionSource && compileService(definitionSource, platform, report);
  expect(report.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (!service?.spark) throw new Error('no template');
  return service;
}

const values = ({ definition }: Imported): Record<string, unknown> =>
  Object.fromEntries(
    definition.properties.map(({ key, defaultValue }): [string, unknown] => [String(key), defaultValue]),
  );

const told = (notes: readonly { place: { start: { line: number } }; text: string; why: string }[]): string[] =>
  notes.map(({ place, text, why }) => `${place.start.line}: ${text}: ${why}`);

describe('the client script of Alida’s documentation', () => {
  const result = imported(readFileSync(new URL('entrypoint.sh', import.meta.url), 'utf8'));

  it('becomes what its author meant', () => {
    expect(values(result)).toEqual({
      'spark.kubernetes.container.image': 'dockerhub.alidalab.it/alida/restricted/services/spark-kmeans-example:1.0.0',
      pythonModule: 'main',
      'spark.kubernetes.driver.request.cores': '2',
      'spark.kubernetes.executor.request.cores': '2',
      'spark.executor.cores': '2',
      'spark.driver.memory': '4g',
      'spark.executor.memory': '4g',
      'spark.serializer': 'org.apache.spark.serializer.JavaSerializer',
      'spark.driver.log.localDir': '/tmp',
      'spark.driver.extraJavaOptions':
        '-Ddriver.log.dir=/tmp -Dlog4j2.configurationFile=/opt/spark/conf/log4j2.properties',
    });
    expect(result.definition.name).toBe('sparkapp');
    expect(result.definition.properties.filter(({ type }) => type === 'tuning').map(({ key }) => key)).toEqual([
      'spark.kubernetes.driver.request.cores',
      'spark.kubernetes.executor.request.cores',
      'spark.driver.memory',
      'spark.executor.cores',
      'spark.executor.memory',
    ]);
    expect(result.profile).toMatchObject({
      namespace: 'alida',
      serviceAccount: 'argo-workflow',
      imagePullSecrets: ['alida-regcred'],
      imagePullPolicy: 'Always',
      target: { tolerations: [{ key: 'opt-worker' }, { effect: 'NoExecute' }] },
      conf: {
        'spark.hadoop.fs.s3a.threads.keepalivetime': '60',
        'spark.hadoop.fs.s3a.multipart.purge.age': '86400',
        'spark.hadoop.fs.s3a.assumed.role.session.duration': '1800',
        'spark.hadoop.fs.s3a.connection.timeout': '60000',
      },
    });
    const { application } = compiled(result);
    expect(application.program.resource).toBe('local:///app/src/main/main.py');
  });

  it('has its defects named, each with the code that the generator has for it', () => {
    expect(result.changed.map(({ place, code }) => `${place.start.line} ${code}`)).toEqual([
      '80 client-image-missing',
      '83 run-time',
      '84 run-time',
      '86 misnamed-spark-key',
      '87 misnamed-spark-key',
      '89 misnamed-spark-key',
      '90 misnamed-spark-key',
      '91 one-task',
      '94 run-time',
      '110 s3a-time-unit',
      '112 s3a-time-unit',
      '113 s3a-time-unit',
      '118 unquoted',
    ]);
    expect(told(result.changed)).toContain(
      '89: spark.kubernetes.executor.limit.memory=4g: Spark has no such key: spark.executor.memory=4g is written, which was Spark’s default of 1g (misnamed-spark-key)',
    );
  });

  it('has every other line named that is not carried over', () => {
    const why = Object.fromEntries(result.lost.map(({ place, why }) => [place.start.line, why]));
    const template = 'the generator makes the pod template from TARGET';
    expect(why).toEqual({
      4: 'SPARK_MASTER is set and never used: the command does not read it',
      6: 'SPARK_DEPLOY_MODE is set and never used: the command does not read it',
      8: 'SPARK_IMAGE is set and never used: the command does not read it',
      56: template,
      57: template,
      60: template,
      63: template,
      64: template,
      67: template,
      78: 'the generated client has messages of its own',
      80: 'the generated client streams the log and keeps none of it in a variable',
      92: template,
      93: template,
      114: 'experimental, and without jars of the program’s own there is nothing to prefer',
      115: 'experimental, and without jars of the program’s own there is nothing to prefer',
      118: 'the generated client streams the log to its own output',
    });
  });
});

// What each becomes stands in NAME.expected; UPDATE=1 writes it.

/** Milliseconds that an input may take. */
const limit = 5000;

const shapes = new URL('shapes/', import.meta.url);

describe('a file of another kind', () => {
  it.each(shapeNames)('%s', (name) => {
    const shape = shapeOf(name);
    const { diagnostics, results } = shape;
    const refused = diagnostics.map(({ code, message, place }) => `refused: ${place.start.line}: ${code}: ${message}`);
    const said = results.flatMap((result) => {
      compiled(result);
      const { apiVersion, conf = {}, kind, secretEnv, ...profile } = result.profile;
      expect([apiVersion, kind, secretEnv]).not.toContain(undefined);
      const settings = Object.entries(conf).filter(([, value]) => value !== '');
      return [
        ...(results.length > 1 ? [`service: ${result.definition.name}`] : []),
        ...result.definition.properties.map(
          ({ defaultValue, key }) => `${String(key)} = ${JSON.stringify(defaultValue)}`,
        ),
        ...[...Object.entries(profile), ...settings].map(
          ([key, value]) => `profile: ${key} = ${JSON.stringify(value)}`,
        ),
        ...told(result.changed).map((note) => `changed: ${note}`),
        ...told(result.lost).map((note) => `lost: ${note}`),
      ];
    });
    const text = `${[...refused, ...said, ...(results.length + refused.length === 0 ? ['nothing to import'] : [])].join('\n')}\n`;
    const expected = new URL(`${name}.expected`, shapes);
    if (process.env.UPDATE) writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, 'utf8'));
    expect(unaccounted(shape)).toEqual([]);
  });

  it('is one of a hundred', () => {
    expect(shapeNames.length).toBeGreaterThanOrEqual(100);
  });

  it('means what its author meant, where a person has said so', () => {
    const names = [...new Set(facts.map(({ name }) => name))];
    expect(names.length).toBeGreaterThanOrEqual(30);
    expect(names.flatMap((name) => mistaken(shapeOf(name)))).toEqual([]);
  });

  it.each(shapeNames)('is read in a moment: %s', (name) => {
    const start = performance.now();
    shapeOf(name);
    // A machine under load takes ten times as long as an idle one.
    expect(performance.now() - start).toBeLessThan(limit);
  });
});

/** The same data with the members of every mapping in another order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, reversed(member)] as const)
      .reverse(),
  );
};

describe('a manifest', () => {
  const whole = shapeNames.filter((name) => {
    const { content, results } = shapeOf(name);
    return name.endsWith('.yaml') && results.length > 0 && !/manifest: \||<<EOF/.test(content);
  });

  it.each(whole)('means the same in any order: %s', (name) => {
    const documents = parseAllDocuments(readFileSync(new URL(name, shapes), 'utf8'), { merge: true });
    const written = ({ definition, profile }: Imported): string[] => [
      canonicalJson({ ...definition, properties: null, profile }),
      ...definition.properties.map(canonicalJson).sort(),
    ];
    const imports = (change: (value: unknown) => unknown): string[][] =>
      importFile(documents.map((one) => JSON.stringify(change(one.toJS()))).join('\n---\n'), name, new Report()).map(
        written,
      );
    expect(imports((value) => value)).not.toEqual([]);
    expect(imports(reversed)).toEqual(imports((value) => value));
  });
});

const cluster = 'spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster';
const image = '--conf spark.kubernetes.container.image=registry.example/app:1';

describe('a spark-submit command line', () => {
  it('keeps options, settings and arguments', () => {
    const result = imported(
      `${cluster} ${image} \\\n --name "My Job" --class org.example.Main --driver-memory=2g --num-executors 3 \\\n` +
        ' --jars local:///a.jar,local:///b.jar local:///app/app.jar --k=8 --title "two words" --k 9 --flag 17',
    );
    expect(result.definition.name).toBe('my-job');
    expect(values(result)).toEqual({
      'spark.kubernetes.container.image': 'registry.example/app:1',
      mainApplicationFile: 'local:///app/app.jar',
      mainClass: 'org.example.Main',
      'spark.app.name': 'My Job',
      'spark.driver.memory': '2g',
      'spark.executor.instances': '3',
      'spark.jars': 'local:///a.jar,local:///b.jar',
      k: '8',
      title: 'two words',
      flag: '17',
      'application-args': '--k\n9',
    });
    expect(told(result.lost)).toEqual([]);
    compiled(result);
  });

  describe('carries positional arguments, each as the program gets it', () => {
    const lines = (args: string): unknown => values(imported(`${cluster} ${image} local:///a.py ${args}`));
    const program = {
      'spark.kubernetes.container.image': 'registry.example/app:1',
      mainApplicationFile: 'local:///a.py',
    };

    it.each([
      ["a 'b c' 3", { 'application-args': 'a\nb c\n3' }],
      ['--k=8 in out', { k: '8', 'application-args': 'in\nout' }],
      ['-v --dry-run --k 8 -o out', { k: '8', 'application-args': '-v\n--dry-run\n-o\nout' }],
      ['train --epochs 3 --fast', { 'application-args': 'train\n--epochs\n3\n--fast' }],
      ['--application-args=x', { 'application-args': '--application-args=x' }],
      ['in $OUT', { 'application-args': null }],
      ["in ''", { 'application-args': null }],
    ])('%s', (args, expected) => {
      expect(lines(args)).toEqual({ ...program, ...expected });
      const { application, manifest } = compiled(imported(`${cluster} ${image} local:///a.py ${args}`));
      expect(application.program.resource).toBe('local:///a.py');
      const parameter = manifest.spec.arguments?.parameters.find(({ name }) => name === 'application-args');
      expect(parameter?.value ?? null).toBe(expected['application-args']);
    });

    it('and asks for those that only a run knows', () => {
      const result = imported(`${cluster} ${image} local:///a.py in $OUT ''`);
      expect(told(result.changed)).toContain(
        '1: $OUT: known only then: the arguments from here on are a parameter of the run, application-args, one a line (run-time)',
      );
      expect(told(result.lost)).toEqual([expect.stringContaining('1: "": no line can hold it') as string]);
    });

    it('and no credential among them', () => {
      const result = imported(`${cluster} ${image} local:///a.py run --password hunter22 --api-key=hunter22 x`);
      expect(values(result)).toMatchObject({ 'application-args': 'run\nx' });
      expect(JSON.stringify(result)).not.toContain('hunter22');
    });
  });

  it.each([
    ['sh', '\\', '"', '$(date)', '$OUT'],
    ['cmd.exe', '^', '"', '%DATE%', '%OUT%'],
    ['PowerShell', '`', "'", '$env:DATE', '$OUT'],
  ])('is read with the line continuations of %s', (_, next, quote, today, variable) => {
    const result = imported(
      [
        `spark-submit ${next}`,
        `  --master yarn ${next}`,
        `  --conf ${quote}spark.driver.extraJavaOptions=-Da=1 -Db=2${quote} ${next}`,
        `  --conf spark.executor.memory=1500m ${next}`,
        `  ${image} ${next}`,
        `  job.py --day=${today} --out=${variable}`,
      ].join('\n'),
    );
    expect(values(result)).toEqual({
      'spark.kubernetes.container.image': 'registry.example/app:1',
      mainApplicationFile: 'local:///opt/spark/work-dir/job.py',
      'spark.driver.extraJavaOptions': '-Da=1 -Db=2',
      'spark.executor.memory': '1500m',
      day: null,
      out: null,
    });
    expect(told(result.lost)).toEqual(['2: --master yarn: the generated client submits to Kubernetes']);
    const { application } = compiled(result);
    expect(application.runTimeValues.map(({ property }) => property.key)).toEqual(['day', 'out']);
  });

  it('does not count on Alida’s platform when it is from elsewhere', () => {
    const { application } = compiled(imported(`${cluster} ${image} local:///a.py`));
    const conf = Object.fromEntries([...application.conf].map(([key, { value }]) => [key, value]));
    expect(conf).toEqual({
      'spark.kubernetes.authenticate.driver.serviceAccountName': 'argo-workflow',
      // As before: nobody gave them one of their own.
      'spark.kubernetes.authenticate.executor.serviceAccountName': 'argo-workflow',
      'spark.kubernetes.container.image': 'registry.example/app:1',
      'spark.kubernetes.container.image.pullPolicy': 'IfNotPresent',
      'spark.kubernetes.driverEnv.LC_ALL': 'C.UTF-8',
      'spark.kubernetes.namespace': 'default',
    });
    expect([...application.profile.secretEnv]).toEqual([]);
  });

  it('mends what it can and leaves out what it cannot', () => {
    const result = imported(
      `${cluster} ${image} --conf 'spark.executor.memory=4 gigs' --conf spark.driver.memory=2 ` +
        '--conf spark.hadoop.fs.s3a.connection.ttl=5m --conf spark.executor.instances=many local:///a.py',
    );
    expect(values(result)).toMatchObject({ 'spark.executor.memory': '4g' });
    expect(values(result)).not.toHaveProperty('spark.driver.memory');
    expect(values(result)).not.toHaveProperty('spark.executor.instances');
    expect(result.profile.conf).toMatchObject({ 'spark.hadoop.fs.s3a.connection.ttl': '300000' });
    expect(result.changed.map(({ code }) => code)).toEqual(['client-image-missing', 'spark-value', 's3a-time-suffix']);
    expect(told(result.lost)).toEqual([
      expect.stringContaining('spark.driver.memory=2: ') as string,
      expect.stringContaining('spark.executor.instances=many: ') as string,
    ]);
    compiled(result);
  });

  it('never writes a credential, nor shows it', () => {
    const secret = 'wJalrXUtnFEMI';
    const result = imported(
      `${cluster} ${image} --conf spark.hadoop.fs.s3a.secret.key=${secret} \\\n` +
        ` --conf spark.kubernetes.driverEnv.API_TOKEN=${secret} --conf spark.app.db.url=postgresql://me:${secret}@db/x \\\n` +
        ` --conf spark.my.password=$PASSWORD local:///a.py --password ${secret} --api-key=${secret}`,
    );
    expect(JSON.stringify(result)).not.toContain(secret);
    expect(told(result.lost).map((line) => line.replace(/:.*/, ''))).toEqual(['1', '2', '2', '3', '3', '3']);
    compiled(result);
  });

  it('shows no credential in what it says of another member, nor leaves one in a key', () => {
    const token = 'ghp_q7Rk2Vx9Lm4Tz8Wb1Nc6Yd3Hf5Js0PgAu2Ei';
    const application = imported(
      `kind: SparkApplication\napiVersion: sparkoperator.k8s.io/v1beta2\nspec: {sparkVersion: ${token}, mainApplicationFile: local:///a.py}`,
    );
    expect(JSON.stringify(application)).not.toContain(token);
    for (const words of [
      `${image} --conf spark.hadoop.${token}=x local:///a.py`,
      `${image} ${token}`,
      `${image} --class ${token} local:///a.jar`,
      `--conf spark.kubernetes.container.image=${token} local:///a.py`,
    ]) {
      const script = imported(`${cluster} ${words}`);
      expect(JSON.stringify(script)).not.toContain(token);
      compiled(script);
    }
  });

  it('takes the names of JavaScript for words like any other', () => {
    const names = ['toString', '__proto__', 'constructor'];
    const script = imported(`${cluster} ${image} ${names.join(' ')}`);
    expect(JSON.stringify(script.definition)).toContain('__proto__\\nconstructor');
  });

  describe('tells and writes no secret that stands', () => {
    const secret = ['Tr0ub4dor', 'and', '3x9'].join('-');
    const submit = `${cluster} ${image}`;
    const tail = 'local:///a.py';
    const inManifest = (spec: string): string =>
      `apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: x}\nspec:\n  type: Python\n  image: r/a:1\n  mainApplicationFile: local:///a.py\n${spec}`;
    it.each([
      ['in a variable that a setting takes', `PASSWORD='${secret}'\n${submit} --conf spark.x.y=$PASSWORD ${tail}`],
      ['in a variable of a variable', `A_SECRET=${secret}\nB="job-$A_SECRET"\n${submit} --name "$B" ${tail}`],
      [
        'in a variable of cmd.exe',
        `set DB_PASSWORD=${secret}\r\n${submit} --conf spark.note=%DB_PASSWORD% ${tail}\r\n`,
      ],
      ['after an option that nobody knows', `${submit} --vault-passwd ${secret} ${tail}`],
      ['after an option that is misspelt', `${submit} --pasword=${secret} ${tail}`],
      ['twice on a line', `${submit} --conf spark.ssl.keyPassword=${secret} --frobnicate ${secret} ${tail}`],
      ['before the command', `PGPASSWORD=${secret} ${submit} ${tail}`],
      ['in a comment, too', `# it is ${secret}\nPASSWORD=${secret}\necho "${secret}" | kinit\n${submit} ${tail}`],
      ['in a here-string', `kinit me <<< ${secret}\n${submit} ${tail}`],
      ['in a pipe', `echo ${secret} | docker login -u me --password-stdin r\n${submit} ${tail}`],
      ['in a variable of fish', `set -gx DB_PASSWORD ${secret}\n${submit} --conf spark.note=$DB_PASSWORD ${tail}`],
      ['in a variable of csh', `setenv DB_PASSWORD ${secret}\n${submit} --name ${secret} ${tail}`],
      ['in a variable that is read', `read -rs PW <<< ${secret}\n${submit} ${tail} ${secret}`],
      ['in a variable that is printed', `printf -v PW %s ${secret}\n${submit} --conf spark.note=${secret} ${tail}`],
      [
        'in a variable of make',
        `DB_PASSWORD := ${secret}\nrun:\n\t${submit} --conf spark.note=$(DB_PASSWORD) ${tail}\n`,
      ],
      ['in another command', `curl -u me:${secret} https://h\n${submit} --conf spark.note=${secret} ${tail}`],
      ['in a store’s alias', `mc alias set m http://m me ${secret}\n${submit} --conf spark.note=${secret} ${tail}`],
      ['in a comment alone', `# password: ${secret}\n${submit} --name ${secret} ${tail}`],
      [
        'in a Secret beside the application',
        `apiVersion: v1\nkind: Secret\nstringData: {password: ${secret}}\n---\n${inManifest(`  arguments: [${secret}]\n  sparkConf: {spark.note: ${secret}}\n`)}`,
      ],
      ['among arguments, alone again', `${submit} ${tail} --password ${secret} ${secret}`],
      ['in base64', `${submit} --conf spark.note=${btoa(`password=${secret}`)} ${tail}`],
      [
        'in a variable, an argument and a label of a manifest',
        inManifest(
          `  arguments: [--password, ${secret}, ${secret}]\n  driver:\n    labels: {x: ${secret}}\n    env: [{name: DB_PASSWORD, value: ${secret}}]\n`,
        ),
      ],
    ])('%s', (_, text) => {
      const result = imported(text);
      const said = JSON.stringify(result);
      expect(said).not.toContain(secret);
      expect(said).not.toContain(btoa(`password=${secret}`).slice(0, 20));
      compiled(result);
    });
  });

  it('is found in functions, arrays, variables and conditions, and the fullest one counts', () => {
    const result = imported(
      [
        'OPTS=(--conf spark.executor.cores=2 --conf spark.executor.memory=2g)',
        'OPTS+=("--conf" "spark.driver.memory=1g")',
        ': ${IMAGE:=registry.example/app:2}',
        'EXTRA="--num-executors 4"',
        'run() {',
        '  if [ -z "$1" ]; then exec spark-submit --help; else',
        '    exec "$SPARK_HOME"/bin/spark-submit "${OPTS[@]}" $EXTRA --conf "spark.kubernetes.container.image=$IMAGE" local:///a.py "$@"',
        '  fi',
        '}',
      ].join('\n'),
    );
    expect(values(result)).toEqual({
      'spark.kubernetes.container.image': 'registry.example/app:2',
      mainApplicationFile: 'local:///a.py',
      'spark.executor.cores': '2',
      'spark.executor.memory': '2g',
      'spark.driver.memory': '1g',
      'spark.executor.instances': '4',
    });
    compiled(result);
  });

  it('reads the variables of its environment that are settings', () => {
    const result = imported(
      `export SPARK_EXECUTOR_MEMORY=3g SPARK_DRIVER_MEMORY=2g\nSPARK_EXECUTOR_CORES=4\n` +
        `${cluster} ${image} --driver-memory 1g local:///a.py`,
    );
    expect(values(result)).toMatchObject({ 'spark.executor.memory': '3g', 'spark.driver.memory': '1g' });
    expect(values(result)).not.toHaveProperty('spark.executor.cores');
    expect(told(result.lost)).toEqual([
      '1: spark.driver.memory=2g: an option says it too, which counts more',
      '2: SPARK_EXECUTOR_CORES=4: SPARK_EXECUTOR_CORES is set and never used: the command does not read it',
    ]);
    const once = imported(`SPARK_EXECUTOR_CORES=4 ${cluster} ${image} local:///a.py`);
    expect(values(once)).toMatchObject({ 'spark.executor.cores': '4' });
    expect(told(once.lost)).toEqual([]);
  });

  it.each(['$EXTRA', '"$@"', '${OPTS[@]}', '{{inputs.parameters.options}}', '$(cat options.txt)', '$A $B'])(
    'keeps what follows %s, which stands for options',
    (open) => {
      const result = imported(
        `spark-submit --master k8s://https://kubernetes.default.svc ${open} ${image} --class a.B local:///opt/app.jar 7`,
      );
      expect(values(result)).toEqual({
        'spark.kubernetes.container.image': 'registry.example/app:1',
        mainApplicationFile: 'local:///opt/app.jar',
        mainClass: 'a.B',
        'application-args': '7',
      });
      expect(told(result.lost)).toContainEqual(expect.stringContaining('stands for options') as string);
      compiled(result);
    },
  );

  it.each(['$JAR --name out', '$JAR --name a b', '$JAR --input x local:///data', '"$JAR"'])(
    'takes a variable for its program where its own options follow: %s',
    (rest) => {
      const result = imported(`${cluster} ${image} --class a.B ${rest}`);
      expect(values(result)).toMatchObject({ mainApplicationFile: 'local:///opt/spark/work-dir/_JAR' });
      compiled(result);
    },
  );

  it('may come with a prompt and with the placeholders of a manual', () => {
    const result = imported(
      '[root@host spark]# ./bin/spark-submit --master k8s://https://<host>:<port> --class <main-class> ' +
        '--conf spark.kubernetes.container.image=<image> ... local:///<path>/app.jar [arguments]',
    );
    expect(result.changed.map(({ code }) => code)).toEqual([
      'client-image-missing',
      'run-time',
      'application-image-missing',
      'run-time',
    ]);
    compiled(result);
  });

  it('is not there', () => {
    const nothing = (text: string): unknown => importFile(text, 'file', new Report());
    expect(nothing('')).toEqual([]);
    expect(nothing('# spark-submit --class x y.jar')).toEqual([]);
    expect(nothing('echo spark-submit ran')).toEqual([]);
    expect(nothing('{"name": "x", "properties": []}')).toEqual([]);
  });
});

describe('a resource of the Spark operator', () => {
  const application = `
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: report
  namespace: jobs
  labels: {team: a}
spec:
  type: Python
  mode: cluster
  sparkVersion: 3.5.1
  image: registry.example/report:3
  imagePullPolicy: Always
  imagePullSecrets: [regcred]
  mainApplicationFile: local:///app/src/main/jobs/report.py
  arguments: ["--day", "today", "--limit=10", "positional"]
  restartPolicy: {type: OnFailure, onFailureRetries: 3, onFailureRetryInterval: 10, onSubmissionFailureRetries: 5}
  timeToLiveSeconds: 3600
  sparkConf: {spark.sql.shuffle.partitions: "64"}
  hadoopConf: {fs.s3a.endpoint: http://minio:9000}
  volumes: [{name: scratch, emptyDir: {}}]
  monitoring: {exposeDriverMetrics: true}
  colour: blue
  driver:
    cores: 0.5
    coreLimit: 1200m
    memory: 1g
    serviceAccount: spark
    labels: {version: "3.5"}
    env:
      - {name: MODE, value: fast}
      - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
      - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
    tolerations: [{key: batch, operator: Exists}]
    volumeMounts: [{name: scratch, mountPath: /scratch}]
  executor:
    instances: 4
    cores: 2
    memory: 2g
    memoryOverhead: 1g
    envSecretKeyRefs: {DB_PASSWORD: {name: db, key: password}}
    tolerations: [{key: spot, operator: Exists}]
`;

  it('becomes a definition and a profile', () => {
    const result = imported(application);
    expect(values(result)).toEqual({
      'spark.kubernetes.container.image': 'registry.example/report:3',
      pythonModule: 'jobs.report',
      'spark.sql.shuffle.partitions': '64',
      'spark.kubernetes.driver.request.cores': '0.5',
      'spark.kubernetes.driver.limit.cores': '1200m',
      'spark.driver.memory': '1g',
      'spark.kubernetes.driver.label.version': '3.5',
      'spark.kubernetes.driverEnv.MODE': 'fast',
      'spark.kubernetes.driver.secretKeyRef.DB_PASSWORD': 'db:password',
      'spark.kubernetes.driver.volumes.emptyDir.scratch.mount.path': '/scratch',
      'spark.kubernetes.driver.label.team': 'a',
      'spark.kubernetes.executor.label.team': 'a',
      'spark.executor.instances': '4',
      'spark.executor.cores': '2',
      'spark.executor.memory': '2g',
      'spark.executor.memoryOverhead': '1g',
      'spark.kubernetes.executor.secretKeyRef.DB_PASSWORD': 'db:password',
      day: 'today',
      limit: '10',
      'application-args': 'positional',
    });
    expect(result.profile).toMatchObject({
      namespace: 'jobs',
      serviceAccount: 'spark',
      imagePullSecrets: ['regcred'],
      target: {},
      sparkVersion: '3.5.1',
      retry: { limit: 3, backoff: { duration: '10s', factor: 1 }, driverFailure: true },
      ttl: { afterCompletion: 3600 },
      conf: { 'spark.hadoop.fs.s3a.endpoint': 'http://minio:9000' },
    });
    expect(Object.keys(result.profile)).toEqual(expect.arrayContaining(['driver', 'executor']));
    expect(told(result.lost).map((line) => line.replace(/: .*?: /, ' — '))).toHaveLength(3);
    expect(result.lost.map(({ place, text }) => `${place.start.line}: ${text}`)).toEqual([
      '17: onSubmissionFailureRetries',
      '22: spec.monitoring',
      '23: spec.colour',
    ]);
    compiled(result);
  });

  it('may be scheduled, and have other documents beside it', () => {
    const [head = '', spec = ''] = application.split('spec:\n');
    const scheduled =
      `kind: ConfigMap\n---${head.replace('SparkApplication', 'ScheduledSparkApplication')}spec:\n` +
      `  schedule: "0 2 * * *"\n  template:\n${spec.replace(/^/gm, '  ')}`;
    const result = imported(scheduled);
    expect(values(result)).toEqual(values(imported(application)));
    expect(result.lost.map(({ text }) => text)).toContain('kind: ConfigMap');
    expect(result.profile.schedules).toEqual({
      [result.definition.name]: { cron: '0 2 * * *', concurrencyPolicy: 'Allow' },
    });
    compiled(result);
  });

  describe('with values that somebody puts in later', () => {
    const open = (member: string, driver = '{}'): Imported =>
      imported(
        'apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\nspec:\n  type: Python\n' +
          `  image: r/app:1\n  mainApplicationFile: local:///a.py\n  driver: ${driver}\n  ${member}\n`,
      );

    it.each(['$(LEVEL)', '${LEVEL}', '<level>', '{{ .Values.level }}'])('asks the run for %s', (part) => {
      const result = open(`sparkConf: {spark.log.level: 'a-${part}'}`);
      expect(values(result)).toMatchObject({ 'spark.log.level': null });
      expect(told(result.changed)).toContainEqual(expect.stringContaining(`put together from ${part}`) as string);
      compiled(result);
    });

    it('reads as a number what Kubernetes does', () => {
      const result = open('sparkConf: {spark.b: 12e4567, spark.c: E1, spark.d: 1e3, spark.e: 12:30}');
      expect(values(result)).toMatchObject({
        'spark.b': '12e4567',
        'spark.c': 'E1',
        'spark.d': '1000',
        'spark.e': '12:30',
      });
    });

    it('keeps what Spark itself puts in', () => {
      const result = open("sparkConf: {spark.metrics.namespace: '${spark.app.name}', spark.redis.host: '${env:HOST}'}");
      expect(values(result)).toMatchObject({
        'spark.metrics.namespace': '${spark.app.name}',
        'spark.redis.host': '${env:HOST}',
      });
    });

    it('puts in what the driver’s environment holds, as the kubelet does', () => {
      const result = open(
        "arguments: ['--to=s3a://$(BUCKET)/x', '$$(KEPT)', $$5]",
        '{env: [{name: BUCKET, value: data}]}',
      );
      expect(values(result)).toMatchObject({ to: 's3a://data/x', 'application-args': '$(KEPT)\n$5' });
      expect(values(open("arguments: ['$$5']"))).toMatchObject({ 'application-args': '$5' });
    });

    it('names the program that must be known', () => {
      const result = imported(
        'kind: SparkApplication\nspec: {image: r/app:1, mainApplicationFile: s3a://$(BUCKET)/job.py}',
      );
      expect(told(result.changed)).toContainEqual(expect.stringContaining('put the right one in') as string);
      compiled(result);
    });
  });

  it.each([
    ['nvidia.com/gpu', { amount: '1', vendor: 'nvidia.com' }],
    ['amd.com/gpu', {}],
    ['aliyun.com/gpu-mem', {}],
  ])('with %s asks for what Spark can ask for', (name, expected) => {
    const result = imported(
      `kind: SparkApplication\nspec: {image: r/app:1, mainApplicationFile: local:///a.py, executor: {gpu: {name: ${name}, quantity: 1}}}`,
    );
    const key = 'spark.executor.resource.gpu.';
    const found = Object.entries(values(result)).filter(([name]) => name.startsWith(key));
    expect(Object.fromEntries(found)).toMatchObject(
      Object.fromEntries(Object.entries(expected).map(([member, value]) => [`${key}${member}`, value])),
    );
    expect(found.length > 0).toBe(Object.keys(expected).length > 0);
    expect(told([...result.changed, ...result.lost])).toContainEqual(expect.stringContaining('gpu') as string);
    compiled(result);
  });

  it('must be YAML', () => {
    const report = new Report();
    expect(importFile('kind: SparkApplication\n a: [', 'file', report)).toEqual([]);
    expect(report.diagnostics.map(({ code }) => code)).toContain('syntax-error');
  });
});

describe('input that is not what it should be', () => {
  it.each(['--class ""', '--class " "', '--class "" --name ""', "--class $'\\n'"])('spark-submit %s', (options) => {
    const result = imported(`${cluster} ${image} ${options} local:///a.jar`);
    expect(values(result)).toMatchObject({ mainClass: 'Main' });
    compiled(result);
  });

  it.each([
    'mainClass: ""',
    'driver: {env: [null]}',
    'driver: {env: [3, [a], {name: null}]}',
    'driver: {env: {A: b}}',
    'driver: {secrets: [null]}',
    'driver: {configMaps: [3]}',
    'driver: {gpu: [1]}',
    'driver: {envSecretKeyRefs: {A: null, B: 3}}',
    'volumes: [null]',
    'driver: {volumeMounts: 3}',
    'executor: {affinity: 3, tolerations: x}',
    'restartPolicy: [1]',
    'timeToLiveSeconds: soon',
    'sparkConf: [1]',
    'hadoopConf: {? [1] : 2}',
    '? {a: b}\n  : c',
  ])('a SparkApplication with %s', (member) => {
    compiled(
      imported(`kind: SparkApplication\nspec:\n  image: r/a:1\n  mainApplicationFile: local:///a.jar\n  ${member}\n`),
    );
  });
});

describe('input that is meant to exhaust', () => {
  const told = (content: string): string[] => {
    const report = new Report();
    importFile(content, 'file', report);
    return report.diagnostics.map(({ code }) => code);
  };

  it('is refused or read within bounds', () => {
    expect(told(`spark-submit x.py ${'$('.repeat(100_000)}`)).toEqual([]);
    expect(told(`spark-submit x.py ${'"$('.repeat(40)}`)).toEqual([]);
    expect(told(`A=x\n${'A=$A$A\n'.repeat(60)}spark-submit x.py $A`)).toEqual([]);
    const deep = `kind: SparkApplication\nspec: ${'{a: '.repeat(3000)}1${'}'.repeat(3000)}`;
    expect(told(deep)).toEqual(['too-deep']);
    for (const piece of [
      '<a',
      '<a>',
      '$(',
      '${',
      '"',
      "'",
      '`',
      '\\',
      '|',
      '(',
      '{',
      '[',
      '<<a\n',
      'a=',
      '#',
      ';',
      '&',
    ]) {
      expect(told(`spark-submit ${piece.repeat(20_000 / piece.length)} x.py`)).toEqual([]);
      expect(told(piece.repeat(20_000 / piece.length))).toEqual([]);
    }
    for (const piece of [
      "'a' + ",
      "f'{a}' ",
      "'spark-submit', ",
      '["spark-submit", ',
      '%s',
      '{{a}}',
      '$(X)',
      'X = $(X)$(X)\n',
    ]) {
      const many = piece.repeat(20_000 / piece.length);
      for (const head of ['import x\n"spark-submit x.py ', 'a:\n\tspark-submit x.py ', 'a: spark-submit x.py\nb: ']) {
        expect([[], ['too-many-items']]).toContainEqual(told(head + many));
      }
    }
    const variables = Array.from({ length: 20 }, (_, i) => `V${i + 1} = ${`$(V${i})`.repeat(100)}`).join('\n');
    expect(told(`V0 = a\n${variables}\na:\n\tspark-submit x.py $(V20)\n`)).toEqual([]);
    expect(told('x'.repeat(2 ** 20 + 1))).toEqual(['too-large']);
    const letters = 'b c d e f g h i'.split(' ').map(
      (c, i) =>
        `${c}: &${c} [${Array(9)
          .fill(`*${'abcdefghi'.charAt(i)}`)
          .join(',')}]`,
    );
    expect(told(`kind: SparkApplication\na: &a [x]\n${letters.join('\n')}`)).toEqual(['alias-bomb']);
  });
});
