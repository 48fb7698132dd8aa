export interface paths {
    "/v1/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The WorkflowTemplates of a workflow or a service */
        post: operations["export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is wrong with a workflow or a service */
        post: operations["validate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a run of a workflow or a service would do */
        post: operations["plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The runs of generated services and workflows */
        get: operations["runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them, as Argo has it */
        get: operations["run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{name}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What its program writes, until the run ends */
        get: operations["runLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the hook is alive */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the hook takes requests */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Service
         * @description An Alida service definition (the service metamodel), in all of its dialects. Fields that are not listed here are allowed; they are ignored and named.
         */
        Service: {
            /**
             * Name
             * @description The service's name. Alida's own tools allow at most 30 characters of `a-z`, `0-9` and `-`; other names are turned into such a name for Kubernetes, with a warning, and kept as title.
             * @example spark-kmeans-example
             */
            name: string;
            /**
             * Version
             * @description The service's version. Always a text: as a number, `1.10` would be `1.1`.
             * @example 1.0.1
             */
            version?: string | null;
            /**
             * Description
             * @description A sentence about the service; it becomes the WorkflowTemplate's description.
             * @example K-means clustering with Spark
             */
            description?: string | null;
            /**
             * Image
             * @description The image that Alida starts: for a Spark service the spark-client's. A leading `docker://` is removed.
             * @example docker://dockerhub.alidalab.it/alida/restricted/services/spark-client:4.0.1
             */
            url?: string | null;
            /**
             * Access level
             * @description Who sees the service in Alida. Not used here.
             * @example PUBLIC
             * @example TEAM
             */
            accessLevel?: string | null;
            /**
             * Properties
             * @description The service's arguments, settings and ports.
             */
            properties: unknown[];
            /**
             * Documentation
             * @description The service's documentation in Markdown. Not used here.
             */
            markdown?: string | null;
            /**
             * Mode
             * @description How the service runs in Alida (older files). Not used here.
             * @example BATCH
             * @example SOURCE
             * @example SINK
             * @example PROCESSOR
             */
            mode?: string | null;
            /**
             * Area
             * @description Deprecated in Alida. Not used here.
             */
            area?: string | null;
            /**
             * Framework
             * @description What the service is built with (older files): Spark's `version` is read, unless the profile names one.
             * @example {
             *       "id": 5,
             *       "name": "Spark",
             *       "version": "3.2"
             *     }
             */
            framework?: Record<string, never> | null;
            /**
             * Metrics
             * @description Metrics of the service (older files). Not used here.
             */
            metrics?: unknown;
            /**
             * GPU
             * @description Whether the service uses a GPU (older files). Not used here: the static property `gpu` counts.
             */
            gpu?: unknown;
            /**
             * Assets
             * @description Datasets and models of the service (older files): each is a port, and the program gets it as `--NAME=value`, like a mandatory application property. One that is a property too is that property.
             * @example {
             *       "datasets": {
             *         "input": [
             *           {
             *             "name": "input_dataset",
             *             "description": "Points",
             *             "type": "tabular",
             *             "order": 0
             *           }
             *         ],
             *         "output": []
             *       },
             *       "models": {
             *         "input": [],
             *         "output": [
             *           {
             *             "name": "output_model",
             *             "storage_type": "hdfs",
             *             "order": 0
             *           }
             *         ]
             *       }
             *     }
             */
            assets?: {
                datasets?: components["schemas"]["Service.assets"];
                models?: components["schemas"]["Service.assets"];
            } | null;
        };
        /**
         * Property
         * @description One argument, setting or port of a service.
         */
        "Service.property": {
            /**
             * Key
             * @description The property's name. An application property reaches the program as `--key=value`, that of `application-args` as one argument a line; one whose key is a Spark setting is passed to Spark. docs/reference/keys.md lists every key with a meaning of its own.
             * @example input-dataset
             * @example k
             * @example spark.executor.instances
             */
            key: string;
            /**
             * Description
             * @description What the property means, for people.
             * @example Number of clusters
             */
            description?: string | null;
            /**
             * Kind
             * @description `application`: an argument of the program, may change from run to run. `static`: fixed by the author. `resource`: what a run needs from the cluster. `tuning`: a setting with bounds that may change from run to run. In any letter case.
             * @example application
             * @example static
             * @example resource
             * @example tuning
             */
            type: string;
            /**
             * Mandatory
             * @description Whether a run needs a value. One without a value or default is asked for at submit.
             */
            mandatory?: components["schemas"]["Service.flag"];
            /**
             * Default
             * @description The value of a run that sets none. `null` and a missing default are the same. Numbers, `true` and `false` become texts; objects and lists become JSON with sorted keys.
             * @example 8
             * @example 8
             * @example null
             */
            defaultValue?: unknown;
            /**
             * Value
             * @description What a user has set (older files); wins over `defaultValue` unless it is `null`.
             * @example null
             * @example 20
             */
            value?: unknown;
            /**
             * Value type
             * @description What the value is; `string` where it is missing; `any` is `string` too. Values are checked against it and stay the texts that they are. An empty text is no value for the types other than `string`. In any letter case.
             * @example string
             * @example int
             * @example long
             * @example double
             * @example boolean
             * @example json
             */
            valueType?: string | null;
            /**
             * Invisible
             * @description True for what Alida's form does not show, such as ports.
             */
            invisible?: components["schemas"]["Service.flag"];
            /**
             * Model
             * @description What a model port holds.
             * @example {
             *       "format": "sklearn"
             *     }
             */
            model?: Record<string, never> | null;
            /**
             * Extra
             * @description More about a dataset port (2022 to 2024).
             * @example {
             *       "mode": "input",
             *       "datasetType": null
             *     }
             */
            extra?: Record<string, never> | null;
            /**
             * Input data
             * @description Marks an input port (older files). Not used here.
             */
            inputData?: unknown;
            /**
             * Output data
             * @description Marks an output port (older files). Not used here.
             */
            outputData?: unknown;
            /**
             * Externalized
             * @description Of static properties in older files. Not used here.
             */
            externalized?: unknown;
            /**
             * URI
             * @description Of static properties in older files. Not used here.
             */
            uri?: unknown;
            /**
             * Smallest value
             * @description The smallest value that a number may have (inclusive).
             * @example 1
             * @example 1
             */
            minValue?: string | number | null;
            /**
             * Greatest value
             * @description The greatest value that a number may have (inclusive).
             * @example 16
             * @example 16
             */
            maxValue?: string | number | null;
            /**
             * Unit
             * @description The unit of a tuning property's number. In any letter case.
             * @example NONE
             * @example BYTES
             * @example MILLISECONDS
             */
            measure?: string | null;
            /**
             * Mappings
             * @description The values that a tuning property chooses from. `defaultValue` and `value` then hold a mapping's `intValue` or its `name`; the `name` is what counts.
             */
            mappings?: {
                /**
                 * Number
                 * @description The number that stands for the value.
                 * @example 0
                 */
                intValue: number;
                /**
                 * Name
                 * @description The value.
                 * @example org.apache.spark.serializer.KryoSerializer
                 */
                name: string;
            }[] | null;
            /**
             * Category
             * @description True where `mappings` lists the values. Not used here: the mappings speak for themselves.
             */
            category?: unknown;
        };
        /**
         * Legacy property
         * @description A property in the oldest dialect: the wrapper's name says its kind, and `type` holds the type of its value.
         */
        "Service.legacyProperty": {
            key: components["schemas"]["Service.property"]["key"];
            description?: components["schemas"]["Service.property"]["description"];
            type?: components["schemas"]["Service.property"]["valueType"];
            mandatory?: components["schemas"]["Service.property"]["mandatory"];
            defaultValue?: components["schemas"]["Service.property"]["defaultValue"];
            value?: components["schemas"]["Service.property"]["value"];
            invisible?: components["schemas"]["Service.property"]["invisible"];
            inputData?: components["schemas"]["Service.property"]["inputData"];
            outputData?: components["schemas"]["Service.property"]["outputData"];
            externalized?: components["schemas"]["Service.property"]["externalized"];
            uri?: components["schemas"]["Service.property"]["uri"];
            minValue?: components["schemas"]["Service.property"]["minValue"];
            maxValue?: components["schemas"]["Service.property"]["maxValue"];
            measure?: components["schemas"]["Service.property"]["measure"];
            mappings?: components["schemas"]["Service.property"]["mappings"];
            category?: components["schemas"]["Service.property"]["category"];
        };
        /**
         * Wrapped property
         * @description A property of the oldest dialect, in an object whose one key is a Java class name.
         * @example {
         *       "it.eng.alidalab.applicationcatalogue.domain.service.ApplicationProperty": {
         *         "key": "k",
         *         "type": "INT",
         *         "defaultValue": "8"
         *       }
         *     }
         */
        "Service.wrappedProperty": {
            [key: string]: components["schemas"]["Service.legacyProperty"];
        };
        /**
         * Assets of a kind
         * @description What the service reads and writes.
         */
        "Service.assets": {
            input?: components["schemas"]["Service.assetList"];
            output?: components["schemas"]["Service.assetList"];
        } | null;
        "Service.assetList": {
            name: components["schemas"]["Service.property"]["key"];
            description?: components["schemas"]["Service.property"]["description"];
        }[] | null;
        /**
         * Flag
         * @description A boolean; the texts "true" and "false" are taken for one, and `null` for false.
         * @example true
         * @example false
         */
        "Service.flag": boolean | string | null;
        /**
         * ServiceWorkflow
         * @description A workflow of services, as a designer draws it: steps that run a service each, and edges that carry datasets and models from one step's output port to another's input port. Members that are not listed here are allowed; they are ignored and named in an info-level diagnostic.
         */
        ServiceWorkflow: {
            /**
             * @description The version of this format.
             * @constant
             */
            apiVersion: "alida-argo/v1";
            /**
             * @description Tells a workflow from the other documents of a folder.
             * @constant
             */
            kind: "ServiceWorkflow";
            /**
             * @description The workflow's name. A name that is no DNS label becomes one for Kubernetes, with a warning, and is kept as title.
             * @example churn-prediction
             */
            name: string;
            /**
             * @description The workflow's version. Always a text: as a number, `1.10` would be `1.1`.
             * @example 1.0.0
             */
            version?: string | null;
            /**
             * @description A sentence about the workflow; it becomes the WorkflowTemplate's description.
             * @example Predicts which customers will leave
             */
            description?: string | null;
            /**
             * @description Kubernetes labels of the WorkflowTemplate and of every run.
             * @example {
             *       "team": "crm"
             *     }
             */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description Where steps keep what they hand on if nothing else says so: each run in a folder of its own below this address. A run can give another; without this member it must give one if it is needed.
             * @example s3a://alida/workflows
             */
            location?: string | null;
            schedule?: components["schemas"]["ServiceWorkflow.schedule"];
            /** @description Service definitions, whole, in any dialect ([their reference](service.md)). Definitions may also be given beside the workflow as files of their own. */
            services?: components["schemas"]["Service"][];
            /** @description The boxes of the drawing. */
            steps: components["schemas"]["ServiceWorkflow.step"][];
            /** @description The arrows of the drawing. A step starts when all steps that it has an edge from have succeeded. */
            edges?: components["schemas"]["ServiceWorkflow.edge"][];
        };
        /** @description One use of a service. A service may be used by several steps. */
        "ServiceWorkflow.step": {
            /**
             * @description Names the step in edges and in Argo.
             * @example train-forest
             */
            name: string;
            /**
             * @description What the box says, in pictures.
             * @example Random forest
             */
            title?: string | null;
            /** @description The service that the step runs. */
            service: components["schemas"]["ServiceWorkflow.serviceName"];
            /**
             * @description What the designer has set, by the properties' keys. Wins over the definition's own values; a run can still give others.
             * @example {
             *       "k": 8
             *     }
             */
            values?: Record<string, never>;
        };
        /** @description A service by its name, and by its version where several versions of it are given. */
        "ServiceWorkflow.serviceName": {
            /**
             * @description The definition's `name`.
             * @example churn-train
             */
            name: string;
            /**
             * @description The definition's `version`.
             * @example 1.0.0
             */
            version?: string | null;
        };
        /** @description Carries what a step writes to a step that reads it. Both ports hold the same type of thing. */
        "ServiceWorkflow.edge": {
            /** @description An output port. */
            from: components["schemas"]["ServiceWorkflow.portOfStep"];
            /** @description An input port. At most one edge ends in it. */
            to: components["schemas"]["ServiceWorkflow.portOfStep"];
        };
        /** @description A port of a step: a property whose key is `input-TYPE` or `output-TYPE`, numbered or not, with TYPE one of `dataset`, `model`, `stream`, `rest` and `generic`, which goes with every type. */
        "ServiceWorkflow.portOfStep": {
            /**
             * @description The step's name.
             * @example ingest
             */
            step: string;
            /**
             * @description The key of the service's property.
             * @example output-dataset
             * @example input-model-2
             */
            port: string;
        };
        /** @description When runs begin by themselves: a CronWorkflow of the same name beside the WorkflowTemplate. */
        "ServiceWorkflow.schedule": {
            /**
             * @description Minute, hour, day of the month, month, day of the week (0 is Sunday), as numbers; `@daily` and the like; `@every 90m`. Several times make a list.
             * @example 0 3 * * *
             * @example [
             *       "0 6 * * 1-5",
             *       "0 9 * * 0,6"
             *     ]
             */
            cron: string | string[];
            /**
             * @description The time zone of these times, by its IANA name; without it, that of Argo's controller, which mostly is UTC.
             * @example Europe/Rome
             */
            timezone?: string;
            /**
             * @description What happens while an earlier run is still under way: another one beside it, none, or another one in its place.
             * @default Forbid
             * @enum {unknown}
             */
            concurrencyPolicy: "Allow" | "Forbid" | "Replace";
            /**
             * @description Whether no runs begin for now.
             * @default false
             */
            suspend: boolean;
            /** @description Seconds after a time within which its run still begins where Argo's controller was not there; without it, it does not. */
            startingDeadlineSeconds?: number;
            /** @description Runs that succeeded which are kept, their drivers and logs with them; without it, Argo keeps 3. */
            successfulJobsHistoryLimit?: number;
            /** @description Runs that failed which are kept; without it, Argo keeps 1. */
            failedJobsHistoryLimit?: number;
            /**
             * @description Values of the run-time parameters, by the names that `argo submit -p` takes. `{{workflow.scheduledTime}}` in one is the time that the run was due, such as `2026-11-27T03:00:00Z`.
             * @example {
             *       "k": 8,
             *       "day": "{{workflow.scheduledTime}}"
             *     }
             */
            parameters?: {
                [key: string]: string | number | boolean;
            };
        };
        /** @description What came of a workflow or a service; without manifests where a diagnostic is an error. */
        Exported: {
            /** @description WorkflowTemplates in an order in which they can be applied: services before the workflow that calls them, each before its CronWorkflow. */
            manifests: components["schemas"]["Manifest"][];
            /** @description Which key became which run-time parameter of the last WorkflowTemplate. */
            parameters: components["schemas"]["Parameter"][];
            /** @description What is to be said of the input. */
            diagnostics: components["schemas"]["Diagnostic"][];
        };
        /** @description What is to be said of a workflow or a service. */
        Validated: {
            /** @description No error is among them. */
            diagnostics: components["schemas"]["Diagnostic"][];
        };
        /** @description What a run would do. */
        Planned: {
            /** @description One for a service, one a step for a workflow. */
            plans: components["schemas"]["Plan"][];
            /** @description What is to be said of the input. */
            diagnostics: components["schemas"]["Diagnostic"][];
        };
        /** @description An Argo WorkflowTemplate, or the CronWorkflow that runs it. */
        Manifest: {
            /**
             * @description Argo's.
             * @constant
             */
            apiVersion: "argoproj.io/v1alpha1";
            /**
             * @description Argo's.
             * @enum {string}
             */
            kind: "WorkflowTemplate" | "CronWorkflow";
            /** @description Kubernetes' object metadata. */
            metadata: {
                /** @description The manifest's name; a CronWorkflow has that of its WorkflowTemplate. */
                name: string;
                /** @description Its namespace. */
                namespace: string;
            };
            /** @description Argo's WorkflowSpec or CronWorkflowSpec. */
            spec: {
                [key: string]: unknown;
            };
        };
        /** @description A run-time parameter. */
        Parameter: {
            /** @description Its name, as for `argo submit -p name=value`. */
            name: string;
            /** @description What it stands for: the key of a property, a global variable, or the environment variable of a Secret. */
            key: string;
            /** @description The step that it belongs to; absent where it is for all steps. */
            step?: string;
            /** @description What it means, for people. */
            description?: string;
            /** @description The values that it can have. */
            allowed?: string[];
            /** @description Its value in a run that gives none; absent where a run must give one. */
            default?: string;
            /** @description Whether a person is asked for it when submitting. */
            asked: boolean;
        };
        /** @description One finding about the input. */
        Diagnostic: {
            /** @description Never changes; `alida-argo explain CODE` says more. */
            code: string;
            /**
             * @description With an error there is no product.
             * @enum {string}
             */
            severity: "error" | "warning" | "info";
            /** @description What is wrong here. */
            message: string;
            /** @description Why it is a mistake. */
            cause: string;
            /** @description What to do about it. */
            remedy: string;
            /** @description The input. */
            file: string;
            /** @description JSON Pointer of the key or value in the input. */
            pointer: string;
            start: components["schemas"]["Position"];
            end: components["schemas"]["Position"];
            fix?: components["schemas"]["Fix"];
        };
        /** @description The remedy as a change of the input: of what lies at the diagnostic's `pointer`, and as edits of the text. */
        Fix: {
            /** @description What runs stays what it is, or becomes what was plainly meant; otherwise a person decides. */
            safe: boolean;
            /** @description What the value becomes. */
            value?: string;
            /** @description What the key becomes. */
            key?: string;
            /**
             * @description The setting, member or item goes.
             * @constant
             */
            delete?: true;
            /** @description All of them are made, or none. */
            edits: components["schemas"]["Edit"][];
        };
        /** @description A stretch of the input and the text that takes its place. */
        Edit: {
            /** @description The input. */
            file: string;
            start: components["schemas"]["Position"];
            end: components["schemas"]["Position"];
            /** @description What stands there then. */
            text: string;
        };
        /** @description A point in the input; columns and offsets in UTF-16 code units. */
        Position: {
            /** @description From 1. */
            line: number;
            /** @description From 1. */
            column: number;
            /** @description From 0. */
            offset: number;
        };
        /** @description What a run of one service would do. */
        Plan: {
            /** @description The workflow's step. */
            step?: string;
            /** @description The WorkflowTemplate's name. */
            name: string;
            /** @description Of a Spark service: spark-submit's arguments, then the program and its arguments. Of another: the program's arguments. */
            argv: string[];
            /** @description Of a service without Spark: what runs. */
            image?: string;
            /** @description Of driver and executors; where they differ, the driver's and then, behind a line of three dashes, the executors'. */
            podTemplate?: string;
            /** @description What driver and executors ask Kubernetes for, in MiB and milli-CPU. */
            resources?: {
                [key: string]: unknown;
            };
            /** @description The Spark that settings, defaults and resources are those of. */
            spark?: {
                version: string;
                /**
                 * @description Who says so: the profile's `sparkVersion`, the definition's `framework`, the client image's tag.
                 * @enum {unknown}
                 */
                from: "profile" | "framework" | "image" | "built-in";
            };
            /** @description The final values and who decided them. */
            values: components["schemas"]["PlannedValue"][];
            /** @description Run-time parameters that a run must still give a value. */
            missing: string[];
        };
        /** @description One final value. */
        PlannedValue: {
            /** @description What it is the value of. */
            key: string;
            /** @description The value. */
            value: string;
            /**
             * @description Who decided it.
             * @enum {string}
             */
            from: "built-in" | "profile" | "default" | "value" | "designer" | "parameter";
            /** @description The run-time parameter that changes it. */
            parameter?: string;
            /** @description Where it stands. */
            file?: string;
            /** @description Where it stands. */
            line?: number;
            /** @description Where it stands. */
            column?: number;
            /** @description Where it stands. */
            pointer?: string;
        };
        /** @description Runs of generated services and workflows. */
        Runs: {
            /** @description The latest 200, the latest first. */
            runs: components["schemas"]["Run"][];
        };
        /** @description A run. */
        Run: {
            /** @description The Workflow's name. */
            name: string;
            /** @description The service, or the workflow of services. */
            of: string;
            /** @description Argo's: Pending, Running, Succeeded, Failed, Error. */
            phase: string;
            /** @description RFC 3339. */
            startedAt?: string;
            /** @description RFC 3339. */
            finishedAt?: string;
            /** @description The program's, or the resolver's: `reason` tells the two apart. */
            exitCode?: number;
            /** @description Why it did not succeed, in a word of the resolver's. */
            reason?: string;
            /** @description Why, in a sentence. */
            message?: string;
            /** @description Where the history server has its drivers, once they have ended. */
            history?: components["schemas"]["History"][];
        };
        /** @description A driver in the history server. */
        History: {
            /** @description The workflow's step; empty for a service alone. */
            step: string;
            /** @description The address; the server knows it where the program made a SparkContext. */
            url: string;
        };
        /** @description Of Argo's Workflow what tells of a run. */
        Workflow: {
            /** @description Kubernetes' object metadata. */
            metadata: {
                /** @description The Workflow's name. */
                name: string;
                /** @description Its namespace. */
                namespace: string;
                /** @description Its labels. */
                labels: {
                    [key: string]: string;
                };
            };
            /** @description Argo's, its steps unpacked. */
            status: {
                [key: string]: unknown;
            };
        };
        /** @description Why there is no product (RFC 9457). */
        Problem: {
            /** @description The status in words. */
            title: string;
            /** @description The HTTP status. */
            status: number;
            /** @description What to do about it. */
            detail?: string;
            /** @description What is wrong with the input. */
            diagnostics?: components["schemas"]["Diagnostic"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    export: {
        parameters: {
            query?: {
                /** @description Whether a workflow becomes one WorkflowTemplate that stands alone. */
                inline?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceWorkflow"] | components["schemas"]["Service"];
                "application/yaml": components["schemas"]["ServiceWorkflow"] | components["schemas"]["Service"];
            };
        };
        responses: {
            /** @description The input has no errors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exported"];
                    "application/yaml": string;
                };
            };
            /** @description The body cannot be read (no JSON or YAML, or nothing that could be read without doubt), or the query. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request did not arrive in time. The answer has no body. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is larger than the hook takes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of a type that the hook does not read. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The hook has no token, and was asked by another name than this machine has. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input has errors; the diagnostics name them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The hook has enough to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceWorkflow"] | components["schemas"]["Service"];
                "application/yaml": components["schemas"]["ServiceWorkflow"] | components["schemas"]["Service"];
            };
        };
        responses: {
            /** @description The input has no errors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Validated"];
                };
            };
            /** @description The body cannot be read (no JSON or YAML, or nothing that could be read without doubt), or the query. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request did not arrive in time. The answer has no body. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is larger than the hook takes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of a type that the hook does not read. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The hook has no token, and was asked by another name than this machine has. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input has errors; the diagnostics name them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The hook has enough to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceWorkflow"] | components["schemas"]["Service"];
                "application/yaml": components["schemas"]["ServiceWorkflow"] | components["schemas"]["Service"];
            };
        };
        responses: {
            /** @description The input has no errors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Planned"];
                };
            };
            /** @description The body cannot be read (no JSON or YAML, or nothing that could be read without doubt), or the query. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request did not arrive in time. The answer has no body. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is larger than the hook takes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of a type that the hook does not read. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The hook has no token, and was asked by another name than this machine has. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input has errors; the diagnostics name them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The hook has enough to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the cluster has. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runs"];
                };
            };
            /** @description The token is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The hook shows no runs. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The hook has no token, and was asked by another name than this machine has. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The cluster gives no answer, or says no. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run’s. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the cluster has. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description The token is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such run is one of ours, or the hook shows no runs. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The hook has no token, and was asked by another name than this machine has. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The cluster gives no answer, or says no. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runLog: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run’s. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the cluster has. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The token is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such run is one of ours, or the hook shows no runs. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The hook has no token, and was asked by another name than this machine has. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The cluster gives no answer, or says no. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many logs are read. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Fine. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Fine. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The hook is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Fine. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
}
