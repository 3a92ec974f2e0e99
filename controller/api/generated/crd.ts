// Made from crds/qbtcstacks.yaml by `npm run generate`; not to be edited.
/** The CustomResourceDefinition, as the API server takes it. */
export const crd = {
 "apiVersion": "apiextensions.k8s.io/v1",
 "kind": "CustomResourceDefinition",
 "metadata": {
  "name": "qbtcstacks.qbtc.dev"
 },
 "spec": {
  "group": "qbtc.dev",
  "scope": "Namespaced",
  "names": {
   "kind": "QbtcStack",
   "listKind": "QbtcStackList",
   "plural": "qbtcstacks",
   "singular": "qbtcstack",
   "shortNames": [
    "qs"
   ],
   "categories": [
    "all",
    "qbtc"
   ]
  },
  "versions": [
   {
    "name": "v1alpha1",
    "served": true,
    "storage": true,
    "subresources": {
     "status": {}
    },
    "additionalPrinterColumns": [
     {
      "name": "Ready",
      "type": "string",
      "jsonPath": ".status.conditions[?(@.type==\"Ready\")].status"
     },
     {
      "name": "Score",
      "type": "number",
      "jsonPath": ".status.score.total"
     },
     {
      "name": "Grade",
      "type": "string",
      "jsonPath": ".status.score.grade"
     },
     {
      "name": "Strategy",
      "type": "string",
      "jsonPath": ".status.strategy"
     },
     {
      "name": "Gateway",
      "type": "string",
      "jsonPath": ".status.gateway.active"
     },
     {
      "name": "Services",
      "type": "string",
      "jsonPath": ".status.readyServices"
     },
     {
      "name": "Age",
      "type": "date",
      "jsonPath": ".metadata.creationTimestamp"
     },
     {
      "name": "Reason",
      "type": "string",
      "priority": 1,
      "jsonPath": ".status.conditions[?(@.type==\"Ready\")].reason"
     },
     {
      "name": "Revision",
      "type": "string",
      "priority": 1,
      "jsonPath": ".status.revision"
     }
    ],
    "schema": {
     "openAPIV3Schema": {
      "type": "object",
      "description": "A stack of services and routes that should exist, and what is known about it.",
      "required": [
       "spec"
      ],
      "properties": {
       "apiVersion": {
        "type": "string",
        "description": "Always qbtc.dev/v1alpha1."
       },
       "kind": {
        "type": "string",
        "description": "Always QbtcStack."
       },
       "metadata": {
        "type": "object",
        "properties": {
         "name": {
          "type": "string",
          "maxLength": 63,
          "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
         }
        }
       },
       "spec": {
        "type": "object",
        "description": "What should exist.",
        "properties": {
         "suspend": {
          "type": "boolean",
          "default": false,
          "description": "Leaves everything as it is; nothing is started, stopped or repaired."
         },
         "deletionPolicy": {
          "type": "string",
          "enum": [
           "Delete",
           "Orphan"
          ],
          "default": "Delete",
          "description": "What happens to what the stack created when the stack is deleted. Volumes follow their own reclaim."
         },
         "strategy": {
          "type": "string",
          "enum": [
           "Auto",
           "FullDocker",
           "Hybrid",
           "Fallback"
          ],
          "default": "Auto",
          "description": "Which actions may be planned. Auto chooses from what the machine offers, and says why."
         },
         "docker": {
          "type": "object",
          "description": "What the containers of the stack share.",
          "x-kubernetes-validations": [
           {
            "rule": "has(self.host) == has(oldSelf.host) && (!has(self.host) || self.host == oldSelf.host)",
            "message": "the engine of a stack cannot change; create another stack",
            "fieldPath": ".host"
           }
          ],
          "properties": {
           "host": {
            "type": "string",
            "maxLength": 1024,
            "description": "The engine, as in DOCKER_HOST. Absent means the local one."
           },
           "networks": {
            "type": "array",
            "maxItems": 64,
            "default": [],
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": [
             "name"
            ],
            "description": "Networks, created under exactly these names when they are missing.",
            "items": {
             "type": "object",
             "required": [
              "name"
             ],
             "x-kubernetes-validations": [
              {
               "rule": "!has(oldSelf.subnet) || (has(self.subnet) && self.subnet == oldSelf.subnet)",
               "message": "the subnet of a network cannot change; give the network another name",
               "fieldPath": ".subnet"
              }
             ],
             "properties": {
              "name": {
               "type": "string",
               "maxLength": 255,
               "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$",
               "description": "The name that Docker knows it by."
              },
              "subnet": {
               "type": "string",
               "maxLength": 64,
               "pattern": "^[0-9a-fA-F.:]+/[0-9]{1,3}$",
               "description": "In CIDR notation. Absent lets the engine choose."
              },
              "internal": {
               "type": "boolean",
               "default": false,
               "description": "Without a way to the outside."
              }
             }
            }
           },
           "volumes": {
            "type": "array",
            "maxItems": 256,
            "default": [],
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": [
             "name"
            ],
            "description": "Named volumes, created under exactly these names when they are missing.",
            "items": {
             "type": "object",
             "required": [
              "name"
             ],
             "properties": {
              "name": {
               "type": "string",
               "maxLength": 255,
               "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$",
               "description": "The name that Docker knows it by."
              },
              "reclaim": {
               "type": "string",
               "enum": [
                "Retain",
                "Delete"
               ],
               "default": "Retain",
               "description": "What happens to the volume when the stack is deleted."
              }
             }
            }
           }
          }
         },
         "services": {
          "type": "array",
          "maxItems": 1000,
          "default": [],
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
           "name"
          ],
          "description": "The services, in any order.",
          "items": {
           "type": "object",
           "required": [
            "name"
           ],
           "x-kubernetes-validations": [
            {
             "rule": "(has(self.docker) ? 1 : 0) + (has(self.process) ? 1 : 0) + (has(self.external) ? 1 : 0) + (has(self.kubernetes) ? 1 : 0) == 1",
             "message": "a service has exactly one of docker, process, external and kubernetes"
            },
            {
             "rule": "!has(self.external) || self.replicas <= 1",
             "message": "an external service has one replica",
             "fieldPath": ".replicas"
            },
            {
             "rule": "!has(self.external) || !self.oneShot",
             "message": "an external service runs by itself and cannot be oneShot",
             "fieldPath": ".oneShot"
            },
            {
             "rule": "!self.oneShot || self.replicas <= 1",
             "message": "a oneShot service has one replica",
             "fieldPath": ".replicas"
            }
           ],
           "properties": {
            "name": {
             "type": "string",
             "minLength": 1,
             "maxLength": 63,
             "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
             "description": "Lower-case letters, digits and hyphens; unique within its list."
            },
            "critical": {
             "type": "boolean",
             "default": false,
             "description": "An unhealthy critical service starts healing whatever the score."
            },
            "type": {
             "type": "string",
             "maxLength": 63,
             "description": "A free word that says what it is, as discovery and automatic routes name it."
            },
            "adopt": {
             "type": "boolean",
             "default": false,
             "description": "Takes over an existing container or process that matches."
            },
            "oneShot": {
             "type": "boolean",
             "default": false,
             "description": "Runs to completion, once for every revision of itself.",
             "x-kubernetes-validations": [
              {
               "rule": "self == oldSelf",
               "message": "oneShot cannot change; give the service another name"
              }
             ]
            },
            "replicas": {
             "type": "integer",
             "format": "int32",
             "minimum": 0,
             "maximum": 100,
             "default": 1,
             "description": "How many instances run."
            },
            "dependsOn": {
             "type": "array",
             "maxItems": 64,
             "default": [],
             "x-kubernetes-list-type": "map",
             "x-kubernetes-list-map-keys": [
              "name"
             ],
             "description": "Services that must have come so far before this one starts.",
             "items": {
              "type": "object",
              "required": [
               "name"
              ],
              "properties": {
               "name": {
                "type": "string",
                "minLength": 1,
                "maxLength": 63,
                "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
                "description": "Lower-case letters, digits and hyphens; unique within its list."
               },
               "condition": {
                "type": "string",
                "enum": [
                 "Started",
                 "Healthy",
                 "Completed"
                ],
                "default": "Healthy",
                "description": "How far it must have come. Completed is for oneShot services."
               }
              }
             }
            },
            "docker": {
             "type": "object",
             "description": "Runs as a container.",
             "required": [
              "image"
             ],
             "properties": {
              "image": {
               "type": "string",
               "minLength": 1,
               "maxLength": 1024,
               "description": "Name with tag or digest."
              },
              "pullPolicy": {
               "type": "string",
               "enum": [
                "Always",
                "IfNotPresent",
                "Never"
               ],
               "default": "IfNotPresent",
               "description": "When the image is fetched."
              },
              "entrypoint": {
               "type": "array",
               "maxItems": 256,
               "items": {
                "type": "string",
                "maxLength": 65536
               },
               "description": "Replaces the image's own; an argument vector, never a shell line."
              },
              "command": {
               "type": "array",
               "maxItems": 256,
               "items": {
                "type": "string",
                "maxLength": 65536
               },
               "description": "Replaces the image's own; an argument vector, never a shell line. May hold templates."
              },
              "user": {
               "type": "string",
               "maxLength": 255,
               "description": "User, or user and group, by name or number."
              },
              "workingDir": {
               "type": "string",
               "maxLength": 4096,
               "description": "Folder in the container."
              },
              "containerName": {
               "type": "string",
               "maxLength": 255,
               "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$",
               "description": "Replaces the name that is made from stack, service and slot. For one replica only."
              },
              "env": {
               "type": "array",
               "maxItems": 256,
               "default": [],
               "x-kubernetes-list-type": "map",
               "x-kubernetes-list-map-keys": [
                "name"
               ],
               "description": "Environment variables.",
               "items": {
                "type": "object",
                "required": [
                 "name"
                ],
                "x-kubernetes-validations": [
                 {
                  "rule": "has(self.value) != has(self.valueFrom)",
                  "message": "a variable has exactly one of value and valueFrom"
                 }
                ],
                "properties": {
                 "name": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 255,
                  "pattern": "^[^=\\x00]+$",
                  "description": "Name of the variable."
                 },
                 "value": {
                  "type": "string",
                  "maxLength": 131072,
                  "description": "The value. May hold templates."
                 },
                 "valueFrom": {
                  "type": "object",
                  "description": "Where the value is read when the stack is handed over.",
                  "minProperties": 1,
                  "maxProperties": 1,
                  "properties": {
                   "env": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 255,
                    "description": "A variable of the environment in which the stack is handed over."
                   },
                   "file": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 4096,
                    "description": "A file, relative to the folder of the file that names it. One line break at its end is cut."
                   },
                   "secretKeyRef": {
                    "type": "object",
                    "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                    "required": [
                     "name",
                     "key"
                    ],
                    "properties": {
                     "name": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Name of the object."
                     },
                     "key": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Key in its data."
                     }
                    }
                   },
                   "configMapKeyRef": {
                    "type": "object",
                    "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                    "required": [
                     "name",
                     "key"
                    ],
                    "properties": {
                     "name": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Name of the object."
                     },
                     "key": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Key in its data."
                     }
                    }
                   }
                  }
                 }
                }
               }
              },
              "volumes": {
               "type": "array",
               "maxItems": 64,
               "default": [],
               "x-kubernetes-list-type": "map",
               "x-kubernetes-list-map-keys": [
                "mountPath"
               ],
               "description": "What is mounted into the container.",
               "items": {
                "type": "object",
                "required": [
                 "mountPath"
                ],
                "x-kubernetes-validations": [
                 {
                  "rule": "(has(self.volume) ? 1 : 0) + (has(self.hostPath) ? 1 : 0) + (has(self.tmpfs) ? 1 : 0) == 1",
                  "message": "a mount has exactly one of volume, hostPath and tmpfs"
                 }
                ],
                "properties": {
                 "volume": {
                  "type": "string",
                  "maxLength": 255,
                  "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$",
                  "description": "The name that Docker knows it by."
                 },
                 "hostPath": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 4096,
                  "description": "A path on the host, relative to the folder of the file that names it."
                 },
                 "tmpfs": {
                  "type": "object",
                  "description": "Memory that goes with the container.",
                  "properties": {
                   "size": {
                    "type": "string",
                    "maxLength": 32,
                    "pattern": "^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$",
                    "description": "Bytes, with an optional suffix k, M, G, T, Ki, Mi, Gi or Ti."
                   }
                  }
                 },
                 "mountPath": {
                  "type": "string",
                  "maxLength": 4096,
                  "pattern": "^/",
                  "description": "Where it appears in the container."
                 },
                 "readOnly": {
                  "type": "boolean",
                  "default": false,
                  "description": "Without writing."
                 }
                }
               }
              },
              "networks": {
               "type": "array",
               "maxItems": 32,
               "default": [],
               "x-kubernetes-list-type": "map",
               "x-kubernetes-list-map-keys": [
                "name"
               ],
               "description": "Networks that the container joins. None means all of the stack's.",
               "items": {
                "type": "object",
                "required": [
                 "name"
                ],
                "properties": {
                 "name": {
                  "type": "string",
                  "maxLength": 255,
                  "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$",
                  "description": "The name that Docker knows it by."
                 },
                 "aliases": {
                  "type": "array",
                  "maxItems": 32,
                  "default": [],
                  "items": {
                   "type": "string",
                   "maxLength": 253
                  },
                  "description": "Further names by which others find the container."
                 }
                }
               }
              },
              "resources": {
               "type": "object",
               "description": "Upper limits.",
               "properties": {
                "cpus": {
                 "type": "string",
                 "maxLength": 16,
                 "pattern": "^[0-9]+(\\.[0-9]+)?$",
                 "description": "Processor time, in cores."
                },
                "memory": {
                 "type": "string",
                 "maxLength": 32,
                 "pattern": "^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$",
                 "description": "Bytes, with an optional suffix k, M, G, T, Ki, Mi, Gi or Ti."
                },
                "pids": {
                 "type": "integer",
                 "format": "int32",
                 "minimum": 1,
                 "description": "How many processes and threads."
                }
               }
              },
              "healthcheck": {
               "type": "object",
               "description": "Replaces the image's own, as in Compose.",
               "properties": {
                "test": {
                 "type": "array",
                 "maxItems": 256,
                 "items": {
                  "type": "string",
                  "maxLength": 65536
                 },
                 "description": "NONE, or CMD with arguments, or CMD-SHELL with a shell line."
                },
                "intervalSeconds": {
                 "type": "integer",
                 "format": "int32",
                 "minimum": 1,
                 "description": "Time between two checks."
                },
                "timeoutSeconds": {
                 "type": "integer",
                 "format": "int32",
                 "minimum": 1,
                 "description": "Time for one check."
                },
                "startPeriodSeconds": {
                 "type": "integer",
                 "format": "int32",
                 "minimum": 0,
                 "description": "Time in which failures do not count."
                },
                "startIntervalSeconds": {
                 "type": "integer",
                 "format": "int32",
                 "minimum": 1,
                 "description": "Time between two checks within the start period."
                },
                "retries": {
                 "type": "integer",
                 "format": "int32",
                 "minimum": 1,
                 "description": "Failures in a row that make it unhealthy."
                },
                "disable": {
                 "type": "boolean",
                 "default": false,
                 "description": "No check at all."
                }
               }
              },
              "stopSignal": {
               "type": "string",
               "maxLength": 16,
               "pattern": "^SIG[A-Z0-9+-]+$",
               "default": "SIGTERM",
               "description": "The signal that asks it to end."
              },
              "stopTimeoutSeconds": {
               "type": "integer",
               "format": "int32",
               "minimum": 0,
               "maximum": 3600,
               "default": 10,
               "description": "Seconds between that signal and SIGKILL."
              },
              "capAdd": {
               "type": "array",
               "maxItems": 64,
               "default": [],
               "items": {
                "type": "string",
                "maxLength": 64
               },
               "description": "Linux capabilities (capAdd gives, capDrop takes)."
              },
              "capDrop": {
               "type": "array",
               "maxItems": 64,
               "default": [],
               "items": {
                "type": "string",
                "maxLength": 64
               },
               "description": "Linux capabilities (capAdd gives, capDrop takes)."
              },
              "extraHosts": {
               "type": "array",
               "maxItems": 64,
               "default": [],
               "items": {
                "type": "string",
                "maxLength": 512
               },
               "description": "Further lines of /etc/hosts, as HOST:ADDRESS or HOST=ADDRESS."
              },
              "labels": {
               "type": "object",
               "maxProperties": 128,
               "additionalProperties": {
                "type": "string",
                "maxLength": 4096
               },
               "description": "Further labels."
              },
              "privileged": {
               "type": "boolean",
               "default": false,
               "description": "All powers of the host; must be allowed in the operator's configuration."
              },
              "hostNetwork": {
               "type": "boolean",
               "default": false,
               "description": "Shares the host's network; must be allowed in the operator's configuration."
              },
              "hostPid": {
               "type": "boolean",
               "default": false,
               "description": "Sees the host's processes; must be allowed in the operator's configuration."
              },
              "hostIpc": {
               "type": "boolean",
               "default": false,
               "description": "Shares the host's IPC; must be allowed in the operator's configuration."
              },
              "devices": {
               "type": "array",
               "maxItems": 32,
               "default": [],
               "items": {
                "type": "string",
                "maxLength": 1024
               },
               "description": "Devices as HOST[:CONTAINER[:rwm]]; must be allowed in the operator's configuration."
              },
              "readOnlyRootFilesystem": {
               "type": "boolean",
               "default": false,
               "description": "The image's files cannot be changed."
              },
              "init": {
               "type": "boolean",
               "default": false,
               "description": "A small init process reaps children and passes signals on."
              }
             }
            },
            "process": {
             "type": "object",
             "description": "Runs as a process of this machine (Linux).",
             "required": [
              "command"
             ],
             "properties": {
              "command": {
               "type": "array",
               "minItems": 1,
               "maxItems": 256,
               "items": {
                "type": "string",
                "maxLength": 65536
               },
               "description": "Program and arguments, never a shell line. May hold templates."
              },
              "workingDir": {
               "type": "string",
               "minLength": 1,
               "maxLength": 4096,
               "default": ".",
               "description": "Working directory, relative to the folder of the file that names it."
              },
              "env": {
               "type": "array",
               "maxItems": 256,
               "default": [],
               "x-kubernetes-list-type": "map",
               "x-kubernetes-list-map-keys": [
                "name"
               ],
               "description": "Environment variables.",
               "items": {
                "type": "object",
                "required": [
                 "name"
                ],
                "x-kubernetes-validations": [
                 {
                  "rule": "has(self.value) != has(self.valueFrom)",
                  "message": "a variable has exactly one of value and valueFrom"
                 }
                ],
                "properties": {
                 "name": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 255,
                  "pattern": "^[^=\\x00]+$",
                  "description": "Name of the variable."
                 },
                 "value": {
                  "type": "string",
                  "maxLength": 131072,
                  "description": "The value. May hold templates."
                 },
                 "valueFrom": {
                  "type": "object",
                  "description": "Where the value is read when the stack is handed over.",
                  "minProperties": 1,
                  "maxProperties": 1,
                  "properties": {
                   "env": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 255,
                    "description": "A variable of the environment in which the stack is handed over."
                   },
                   "file": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 4096,
                    "description": "A file, relative to the folder of the file that names it. One line break at its end is cut."
                   },
                   "secretKeyRef": {
                    "type": "object",
                    "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                    "required": [
                     "name",
                     "key"
                    ],
                    "properties": {
                     "name": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Name of the object."
                     },
                     "key": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Key in its data."
                     }
                    }
                   },
                   "configMapKeyRef": {
                    "type": "object",
                    "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                    "required": [
                     "name",
                     "key"
                    ],
                    "properties": {
                     "name": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Name of the object."
                     },
                     "key": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Key in its data."
                     }
                    }
                   }
                  }
                 }
                }
               }
              },
              "stopSignal": {
               "type": "string",
               "maxLength": 16,
               "pattern": "^SIG[A-Z0-9+-]+$",
               "default": "SIGTERM",
               "description": "The signal that asks it to end."
              },
              "stopTimeoutSeconds": {
               "type": "integer",
               "format": "int32",
               "minimum": 0,
               "maximum": 3600,
               "default": 10,
               "description": "Seconds between that signal and SIGKILL."
              },
              "readyLog": {
               "type": "string",
               "minLength": 1,
               "maxLength": 1024,
               "description": "Text that a line of its output holds when it is ready."
              }
             }
            },
            "external": {
             "type": "object",
             "description": "Runs elsewhere; it is watched and routed to, never started or stopped.",
             "required": [
              "host"
             ],
             "properties": {
              "host": {
               "type": "string",
               "minLength": 1,
               "maxLength": 253,
               "pattern": "^[A-Za-z0-9_.:-]+$",
               "description": "Address or host name."
              }
             }
            },
            "kubernetes": {
             "type": "object",
             "description": "Runs as a Deployment with a Service, in the stack's namespace.",
             "required": [
              "image"
             ],
             "properties": {
              "image": {
               "type": "string",
               "minLength": 1,
               "maxLength": 1024,
               "description": "Name with tag or digest."
              },
              "command": {
               "type": "array",
               "maxItems": 256,
               "items": {
                "type": "string",
                "maxLength": 65536
               },
               "description": "Replaces the image's own; an argument vector, never a shell line."
              },
              "args": {
               "type": "array",
               "maxItems": 256,
               "items": {
                "type": "string",
                "maxLength": 65536
               },
               "description": "Arguments of the command."
              },
              "env": {
               "type": "array",
               "maxItems": 256,
               "default": [],
               "x-kubernetes-list-type": "map",
               "x-kubernetes-list-map-keys": [
                "name"
               ],
               "description": "Environment variables.",
               "items": {
                "type": "object",
                "required": [
                 "name"
                ],
                "x-kubernetes-validations": [
                 {
                  "rule": "has(self.value) != has(self.valueFrom)",
                  "message": "a variable has exactly one of value and valueFrom"
                 }
                ],
                "properties": {
                 "name": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 255,
                  "pattern": "^[^=\\x00]+$",
                  "description": "Name of the variable."
                 },
                 "value": {
                  "type": "string",
                  "maxLength": 131072,
                  "description": "The value. May hold templates."
                 },
                 "valueFrom": {
                  "type": "object",
                  "description": "Where the value is read when the stack is handed over.",
                  "minProperties": 1,
                  "maxProperties": 1,
                  "properties": {
                   "env": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 255,
                    "description": "A variable of the environment in which the stack is handed over."
                   },
                   "file": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 4096,
                    "description": "A file, relative to the folder of the file that names it. One line break at its end is cut."
                   },
                   "secretKeyRef": {
                    "type": "object",
                    "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                    "required": [
                     "name",
                     "key"
                    ],
                    "properties": {
                     "name": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Name of the object."
                     },
                     "key": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Key in its data."
                     }
                    }
                   },
                   "configMapKeyRef": {
                    "type": "object",
                    "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                    "required": [
                     "name",
                     "key"
                    ],
                    "properties": {
                     "name": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Name of the object."
                     },
                     "key": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 253,
                      "description": "Key in its data."
                     }
                    }
                   }
                  }
                 }
                }
               }
              },
              "resources": {
               "type": "object",
               "description": "Upper limits.",
               "properties": {
                "cpus": {
                 "type": "string",
                 "maxLength": 16,
                 "pattern": "^[0-9]+(\\.[0-9]+)?$",
                 "description": "Processor time, in cores."
                },
                "memory": {
                 "type": "string",
                 "maxLength": 32,
                 "pattern": "^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$",
                 "description": "Bytes, with an optional suffix k, M, G, T, Ki, Mi, Gi or Ti."
                },
                "pids": {
                 "type": "integer",
                 "format": "int32",
                 "minimum": 1,
                 "description": "How many processes and threads."
                }
               }
              },
              "autoscale": {
               "type": "object",
               "description": "Lets the cluster choose the number of replicas.",
               "required": [
                "max"
               ],
               "x-kubernetes-validations": [
                {
                 "rule": "self.min <= self.max",
                 "message": "min cannot be above max",
                 "fieldPath": ".min"
                }
               ],
               "properties": {
                "min": {
                 "type": "integer",
                 "format": "int32",
                 "minimum": 1,
                 "maximum": 1000,
                 "default": 1,
                 "description": "Fewest replicas."
                },
                "max": {
                 "type": "integer",
                 "format": "int32",
                 "minimum": 1,
                 "maximum": 1000,
                 "description": "Most replicas."
                },
                "cpuPercent": {
                 "type": "integer",
                 "format": "int32",
                 "minimum": 1,
                 "maximum": 100,
                 "default": 70,
                 "description": "Processor use that is aimed at."
                }
               }
              }
             }
            },
            "ports": {
             "type": "array",
             "maxItems": 32,
             "default": [],
             "x-kubernetes-list-type": "map",
             "x-kubernetes-list-map-keys": [
              "name"
             ],
             "description": "TCP ports on which it serves.",
             "items": {
              "type": "object",
              "required": [
               "name",
               "port"
              ],
              "properties": {
               "name": {
                "type": "string",
                "minLength": 1,
                "maxLength": 63,
                "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
                "description": "Lower-case letters, digits and hyphens; unique within its list."
               },
               "port": {
                "type": "integer",
                "format": "int32",
                "minimum": 1,
                "maximum": 65535,
                "description": "Port number. For a process, slot 0 listens here."
               },
               "hostPort": {
                "type": "integer",
                "format": "int32",
                "minimum": 1,
                "maximum": 65535,
                "description": "Port of the host at which a container's port is published."
               },
               "hostAddress": {
                "type": "string",
                "minLength": 2,
                "maxLength": 45,
                "pattern": "^[0-9a-fA-F.:]+$",
                "default": "127.0.0.1",
                "description": "Address of the host on which the port is published, or on which a process listens ({{host.bind}})."
               },
               "range": {
                "type": "string",
                "maxLength": 11,
                "pattern": "^[0-9]{1,5}-[0-9]{1,5}$",
                "default": "20000-29999",
                "description": "Where further slots, and the successor of a StartFirst update, take a free port."
               }
              }
             }
            },
            "probe": {
             "type": "object",
             "description": "How its health is measured. Without one, a running instance is healthy.",
             "x-kubernetes-validations": [
              {
               "rule": "(has(self.http) ? 1 : 0) + (has(self.tcp) ? 1 : 0) + (has(self.exec) ? 1 : 0) + (has(self.redis) ? 1 : 0) + (has(self.amqp) ? 1 : 0) + (has(self.postgres) ? 1 : 0) == 1",
               "message": "a probe has exactly one of http, tcp, exec, redis, amqp and postgres"
              },
              {
               "rule": "self.timeoutSeconds <= self.intervalSeconds",
               "message": "timeoutSeconds cannot be above intervalSeconds",
               "fieldPath": ".timeoutSeconds"
              }
             ],
             "properties": {
              "http": {
               "type": "object",
               "description": "A GET; an answer from 200 to 399 passes.",
               "properties": {
                "path": {
                 "type": "string",
                 "maxLength": 2048,
                 "pattern": "^/",
                 "default": "/",
                 "description": "Path and query. May hold templates."
                },
                "port": {
                 "type": "string",
                 "minLength": 1,
                 "maxLength": 63,
                 "description": "Name of a port of the service. Absent means the first one."
                }
               }
              },
              "tcp": {
               "type": "object",
               "description": "A connection that is accepted passes.",
               "properties": {
                "port": {
                 "type": "string",
                 "minLength": 1,
                 "maxLength": 63,
                 "description": "Name of a port of the service. Absent means the first one."
                }
               }
              },
              "exec": {
               "type": "object",
               "description": "A command that ends with 0 passes.",
               "required": [
                "command"
               ],
               "properties": {
                "command": {
                 "type": "array",
                 "minItems": 1,
                 "maxItems": 256,
                 "items": {
                  "type": "string",
                  "maxLength": 65536
                 },
                 "description": "Program and arguments, never a shell line."
                }
               }
              },
              "redis": {
               "type": "object",
               "description": "An answer to PING passes.",
               "properties": {
                "port": {
                 "type": "string",
                 "minLength": 1,
                 "maxLength": 63,
                 "description": "Name of a port of the service. Absent means the first one."
                },
                "username": {
                 "type": "string",
                 "minLength": 1,
                 "maxLength": 255,
                 "description": "Whom to log in as."
                },
                "password": {
                 "type": "object",
                 "description": "A secret.",
                 "required": [
                  "valueFrom"
                 ],
                 "properties": {
                  "valueFrom": {
                   "type": "object",
                   "description": "Where the value is read when the stack is handed over.",
                   "minProperties": 1,
                   "maxProperties": 1,
                   "properties": {
                    "env": {
                     "type": "string",
                     "minLength": 1,
                     "maxLength": 255,
                     "description": "A variable of the environment in which the stack is handed over."
                    },
                    "file": {
                     "type": "string",
                     "minLength": 1,
                     "maxLength": 4096,
                     "description": "A file, relative to the folder of the file that names it. One line break at its end is cut."
                    },
                    "secretKeyRef": {
                     "type": "object",
                     "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                     "required": [
                      "name",
                      "key"
                     ],
                     "properties": {
                      "name": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Name of the object."
                      },
                      "key": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Key in its data."
                      }
                     }
                    },
                    "configMapKeyRef": {
                     "type": "object",
                     "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                     "required": [
                      "name",
                      "key"
                     ],
                     "properties": {
                      "name": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Name of the object."
                      },
                      "key": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Key in its data."
                      }
                     }
                    }
                   }
                  }
                 }
                }
               }
              },
              "amqp": {
               "type": "object",
               "description": "An AMQP 0-9-1 connection that opens passes.",
               "properties": {
                "port": {
                 "type": "string",
                 "minLength": 1,
                 "maxLength": 63,
                 "description": "Name of a port of the service. Absent means the first one."
                },
                "vhost": {
                 "type": "string",
                 "minLength": 1,
                 "maxLength": 255,
                 "default": "/",
                 "description": "Virtual host."
                },
                "username": {
                 "type": "string",
                 "minLength": 1,
                 "maxLength": 255,
                 "default": "guest",
                 "description": "Whom to log in as."
                },
                "password": {
                 "type": "object",
                 "description": "A secret.",
                 "required": [
                  "valueFrom"
                 ],
                 "properties": {
                  "valueFrom": {
                   "type": "object",
                   "description": "Where the value is read when the stack is handed over.",
                   "minProperties": 1,
                   "maxProperties": 1,
                   "properties": {
                    "env": {
                     "type": "string",
                     "minLength": 1,
                     "maxLength": 255,
                     "description": "A variable of the environment in which the stack is handed over."
                    },
                    "file": {
                     "type": "string",
                     "minLength": 1,
                     "maxLength": 4096,
                     "description": "A file, relative to the folder of the file that names it. One line break at its end is cut."
                    },
                    "secretKeyRef": {
                     "type": "object",
                     "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                     "required": [
                      "name",
                      "key"
                     ],
                     "properties": {
                      "name": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Name of the object."
                      },
                      "key": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Key in its data."
                      }
                     }
                    },
                    "configMapKeyRef": {
                     "type": "object",
                     "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                     "required": [
                      "name",
                      "key"
                     ],
                     "properties": {
                      "name": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Name of the object."
                      },
                      "key": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Key in its data."
                      }
                     }
                    }
                   }
                  }
                 }
                }
               }
              },
              "postgres": {
               "type": "object",
               "description": "SELECT 1 that is answered passes.",
               "properties": {
                "port": {
                 "type": "string",
                 "minLength": 1,
                 "maxLength": 63,
                 "description": "Name of a port of the service. Absent means the first one."
                },
                "database": {
                 "type": "string",
                 "minLength": 1,
                 "maxLength": 63,
                 "default": "postgres",
                 "description": "Database."
                },
                "username": {
                 "type": "string",
                 "minLength": 1,
                 "maxLength": 63,
                 "default": "postgres",
                 "description": "Whom to log in as."
                },
                "password": {
                 "type": "object",
                 "description": "A secret.",
                 "required": [
                  "valueFrom"
                 ],
                 "properties": {
                  "valueFrom": {
                   "type": "object",
                   "description": "Where the value is read when the stack is handed over.",
                   "minProperties": 1,
                   "maxProperties": 1,
                   "properties": {
                    "env": {
                     "type": "string",
                     "minLength": 1,
                     "maxLength": 255,
                     "description": "A variable of the environment in which the stack is handed over."
                    },
                    "file": {
                     "type": "string",
                     "minLength": 1,
                     "maxLength": 4096,
                     "description": "A file, relative to the folder of the file that names it. One line break at its end is cut."
                    },
                    "secretKeyRef": {
                     "type": "object",
                     "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                     "required": [
                      "name",
                      "key"
                     ],
                     "properties": {
                      "name": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Name of the object."
                      },
                      "key": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Key in its data."
                      }
                     }
                    },
                    "configMapKeyRef": {
                     "type": "object",
                     "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                     "required": [
                      "name",
                      "key"
                     ],
                     "properties": {
                      "name": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Name of the object."
                      },
                      "key": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 253,
                       "description": "Key in its data."
                      }
                     }
                    }
                   }
                  }
                 }
                }
               }
              },
              "intervalSeconds": {
               "type": "integer",
               "format": "int32",
               "minimum": 1,
               "maximum": 3600,
               "default": 5,
               "description": "Seconds between two measurements."
              },
              "timeoutSeconds": {
               "type": "integer",
               "format": "int32",
               "minimum": 1,
               "maximum": 3600,
               "default": 2,
               "description": "Seconds for one measurement."
              },
              "failureThreshold": {
               "type": "integer",
               "format": "int32",
               "minimum": 1,
               "maximum": 100,
               "default": 3,
               "description": "Failures in a row that make it unhealthy."
              },
              "successThreshold": {
               "type": "integer",
               "format": "int32",
               "minimum": 1,
               "maximum": 100,
               "default": 1,
               "description": "Successes in a row that make it healthy."
              },
              "startupGraceSeconds": {
               "type": "integer",
               "format": "int32",
               "minimum": 0,
               "maximum": 3600,
               "default": 20,
               "description": "Seconds after a start in which failures do not count."
              }
             }
            },
            "update": {
             "type": "object",
             "default": {},
             "description": "How a new revision replaces the old one.",
             "properties": {
              "order": {
               "type": "string",
               "enum": [
                "StartFirst",
                "StopFirst"
               ],
               "description": "Absent means StartFirst where the ports allow it, else StopFirst."
              },
              "drainSeconds": {
               "type": "integer",
               "format": "int32",
               "minimum": 0,
               "maximum": 3600,
               "default": 10,
               "description": "Seconds at most that a replica may finish its requests before it is stopped."
              },
              "autoRevert": {
               "type": "boolean",
               "default": true,
               "description": "Goes back when the new revision never gets healthy."
              }
             }
            },
            "alternatives": {
             "type": "array",
             "maxItems": 4,
             "default": [],
             "description": "Taken in order when the service's own runtime is absent.",
             "items": {
              "type": "object",
              "minProperties": 1,
              "maxProperties": 1,
              "properties": {
               "docker": {
                "type": "object",
                "description": "Runs as a container.",
                "required": [
                 "image"
                ],
                "properties": {
                 "image": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 1024,
                  "description": "Name with tag or digest."
                 },
                 "pullPolicy": {
                  "type": "string",
                  "enum": [
                   "Always",
                   "IfNotPresent",
                   "Never"
                  ],
                  "default": "IfNotPresent",
                  "description": "When the image is fetched."
                 },
                 "entrypoint": {
                  "type": "array",
                  "maxItems": 256,
                  "items": {
                   "type": "string",
                   "maxLength": 65536
                  },
                  "description": "Replaces the image's own; an argument vector, never a shell line."
                 },
                 "command": {
                  "type": "array",
                  "maxItems": 256,
                  "items": {
                   "type": "string",
                   "maxLength": 65536
                  },
                  "description": "Replaces the image's own; an argument vector, never a shell line. May hold templates."
                 },
                 "user": {
                  "type": "string",
                  "maxLength": 255,
                  "description": "User, or user and group, by name or number."
                 },
                 "workingDir": {
                  "type": "string",
                  "maxLength": 4096,
                  "description": "Folder in the container."
                 },
                 "containerName": {
                  "type": "string",
                  "maxLength": 255,
                  "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$",
                  "description": "Replaces the name that is made from stack, service and slot. For one replica only."
                 },
                 "env": {
                  "type": "array",
                  "maxItems": 256,
                  "default": [],
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": [
                   "name"
                  ],
                  "description": "Environment variables.",
                  "items": {
                   "type": "object",
                   "required": [
                    "name"
                   ],
                   "x-kubernetes-validations": [
                    {
                     "rule": "has(self.value) != has(self.valueFrom)",
                     "message": "a variable has exactly one of value and valueFrom"
                    }
                   ],
                   "properties": {
                    "name": {
                     "type": "string",
                     "minLength": 1,
                     "maxLength": 255,
                     "pattern": "^[^=\\x00]+$",
                     "description": "Name of the variable."
                    },
                    "value": {
                     "type": "string",
                     "maxLength": 131072,
                     "description": "The value. May hold templates."
                    },
                    "valueFrom": {
                     "type": "object",
                     "description": "Where the value is read when the stack is handed over.",
                     "minProperties": 1,
                     "maxProperties": 1,
                     "properties": {
                      "env": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 255,
                       "description": "A variable of the environment in which the stack is handed over."
                      },
                      "file": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 4096,
                       "description": "A file, relative to the folder of the file that names it. One line break at its end is cut."
                      },
                      "secretKeyRef": {
                       "type": "object",
                       "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                       "required": [
                        "name",
                        "key"
                       ],
                       "properties": {
                        "name": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Name of the object."
                        },
                        "key": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Key in its data."
                        }
                       }
                      },
                      "configMapKeyRef": {
                       "type": "object",
                       "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                       "required": [
                        "name",
                        "key"
                       ],
                       "properties": {
                        "name": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Name of the object."
                        },
                        "key": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Key in its data."
                        }
                       }
                      }
                     }
                    }
                   }
                  }
                 },
                 "volumes": {
                  "type": "array",
                  "maxItems": 64,
                  "default": [],
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": [
                   "mountPath"
                  ],
                  "description": "What is mounted into the container.",
                  "items": {
                   "type": "object",
                   "required": [
                    "mountPath"
                   ],
                   "x-kubernetes-validations": [
                    {
                     "rule": "(has(self.volume) ? 1 : 0) + (has(self.hostPath) ? 1 : 0) + (has(self.tmpfs) ? 1 : 0) == 1",
                     "message": "a mount has exactly one of volume, hostPath and tmpfs"
                    }
                   ],
                   "properties": {
                    "volume": {
                     "type": "string",
                     "maxLength": 255,
                     "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$",
                     "description": "The name that Docker knows it by."
                    },
                    "hostPath": {
                     "type": "string",
                     "minLength": 1,
                     "maxLength": 4096,
                     "description": "A path on the host, relative to the folder of the file that names it."
                    },
                    "tmpfs": {
                     "type": "object",
                     "description": "Memory that goes with the container.",
                     "properties": {
                      "size": {
                       "type": "string",
                       "maxLength": 32,
                       "pattern": "^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$",
                       "description": "Bytes, with an optional suffix k, M, G, T, Ki, Mi, Gi or Ti."
                      }
                     }
                    },
                    "mountPath": {
                     "type": "string",
                     "maxLength": 4096,
                     "pattern": "^/",
                     "description": "Where it appears in the container."
                    },
                    "readOnly": {
                     "type": "boolean",
                     "default": false,
                     "description": "Without writing."
                    }
                   }
                  }
                 },
                 "networks": {
                  "type": "array",
                  "maxItems": 32,
                  "default": [],
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": [
                   "name"
                  ],
                  "description": "Networks that the container joins. None means all of the stack's.",
                  "items": {
                   "type": "object",
                   "required": [
                    "name"
                   ],
                   "properties": {
                    "name": {
                     "type": "string",
                     "maxLength": 255,
                     "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$",
                     "description": "The name that Docker knows it by."
                    },
                    "aliases": {
                     "type": "array",
                     "maxItems": 32,
                     "default": [],
                     "items": {
                      "type": "string",
                      "maxLength": 253
                     },
                     "description": "Further names by which others find the container."
                    }
                   }
                  }
                 },
                 "resources": {
                  "type": "object",
                  "description": "Upper limits.",
                  "properties": {
                   "cpus": {
                    "type": "string",
                    "maxLength": 16,
                    "pattern": "^[0-9]+(\\.[0-9]+)?$",
                    "description": "Processor time, in cores."
                   },
                   "memory": {
                    "type": "string",
                    "maxLength": 32,
                    "pattern": "^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$",
                    "description": "Bytes, with an optional suffix k, M, G, T, Ki, Mi, Gi or Ti."
                   },
                   "pids": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 1,
                    "description": "How many processes and threads."
                   }
                  }
                 },
                 "healthcheck": {
                  "type": "object",
                  "description": "Replaces the image's own, as in Compose.",
                  "properties": {
                   "test": {
                    "type": "array",
                    "maxItems": 256,
                    "items": {
                     "type": "string",
                     "maxLength": 65536
                    },
                    "description": "NONE, or CMD with arguments, or CMD-SHELL with a shell line."
                   },
                   "intervalSeconds": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 1,
                    "description": "Time between two checks."
                   },
                   "timeoutSeconds": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 1,
                    "description": "Time for one check."
                   },
                   "startPeriodSeconds": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 0,
                    "description": "Time in which failures do not count."
                   },
                   "startIntervalSeconds": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 1,
                    "description": "Time between two checks within the start period."
                   },
                   "retries": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 1,
                    "description": "Failures in a row that make it unhealthy."
                   },
                   "disable": {
                    "type": "boolean",
                    "default": false,
                    "description": "No check at all."
                   }
                  }
                 },
                 "stopSignal": {
                  "type": "string",
                  "maxLength": 16,
                  "pattern": "^SIG[A-Z0-9+-]+$",
                  "default": "SIGTERM",
                  "description": "The signal that asks it to end."
                 },
                 "stopTimeoutSeconds": {
                  "type": "integer",
                  "format": "int32",
                  "minimum": 0,
                  "maximum": 3600,
                  "default": 10,
                  "description": "Seconds between that signal and SIGKILL."
                 },
                 "capAdd": {
                  "type": "array",
                  "maxItems": 64,
                  "default": [],
                  "items": {
                   "type": "string",
                   "maxLength": 64
                  },
                  "description": "Linux capabilities (capAdd gives, capDrop takes)."
                 },
                 "capDrop": {
                  "type": "array",
                  "maxItems": 64,
                  "default": [],
                  "items": {
                   "type": "string",
                   "maxLength": 64
                  },
                  "description": "Linux capabilities (capAdd gives, capDrop takes)."
                 },
                 "extraHosts": {
                  "type": "array",
                  "maxItems": 64,
                  "default": [],
                  "items": {
                   "type": "string",
                   "maxLength": 512
                  },
                  "description": "Further lines of /etc/hosts, as HOST:ADDRESS or HOST=ADDRESS."
                 },
                 "labels": {
                  "type": "object",
                  "maxProperties": 128,
                  "additionalProperties": {
                   "type": "string",
                   "maxLength": 4096
                  },
                  "description": "Further labels."
                 },
                 "privileged": {
                  "type": "boolean",
                  "default": false,
                  "description": "All powers of the host; must be allowed in the operator's configuration."
                 },
                 "hostNetwork": {
                  "type": "boolean",
                  "default": false,
                  "description": "Shares the host's network; must be allowed in the operator's configuration."
                 },
                 "hostPid": {
                  "type": "boolean",
                  "default": false,
                  "description": "Sees the host's processes; must be allowed in the operator's configuration."
                 },
                 "hostIpc": {
                  "type": "boolean",
                  "default": false,
                  "description": "Shares the host's IPC; must be allowed in the operator's configuration."
                 },
                 "devices": {
                  "type": "array",
                  "maxItems": 32,
                  "default": [],
                  "items": {
                   "type": "string",
                   "maxLength": 1024
                  },
                  "description": "Devices as HOST[:CONTAINER[:rwm]]; must be allowed in the operator's configuration."
                 },
                 "readOnlyRootFilesystem": {
                  "type": "boolean",
                  "default": false,
                  "description": "The image's files cannot be changed."
                 },
                 "init": {
                  "type": "boolean",
                  "default": false,
                  "description": "A small init process reaps children and passes signals on."
                 }
                }
               },
               "process": {
                "type": "object",
                "description": "Runs as a process of this machine (Linux).",
                "required": [
                 "command"
                ],
                "properties": {
                 "command": {
                  "type": "array",
                  "minItems": 1,
                  "maxItems": 256,
                  "items": {
                   "type": "string",
                   "maxLength": 65536
                  },
                  "description": "Program and arguments, never a shell line. May hold templates."
                 },
                 "workingDir": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 4096,
                  "default": ".",
                  "description": "Working directory, relative to the folder of the file that names it."
                 },
                 "env": {
                  "type": "array",
                  "maxItems": 256,
                  "default": [],
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": [
                   "name"
                  ],
                  "description": "Environment variables.",
                  "items": {
                   "type": "object",
                   "required": [
                    "name"
                   ],
                   "x-kubernetes-validations": [
                    {
                     "rule": "has(self.value) != has(self.valueFrom)",
                     "message": "a variable has exactly one of value and valueFrom"
                    }
                   ],
                   "properties": {
                    "name": {
                     "type": "string",
                     "minLength": 1,
                     "maxLength": 255,
                     "pattern": "^[^=\\x00]+$",
                     "description": "Name of the variable."
                    },
                    "value": {
                     "type": "string",
                     "maxLength": 131072,
                     "description": "The value. May hold templates."
                    },
                    "valueFrom": {
                     "type": "object",
                     "description": "Where the value is read when the stack is handed over.",
                     "minProperties": 1,
                     "maxProperties": 1,
                     "properties": {
                      "env": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 255,
                       "description": "A variable of the environment in which the stack is handed over."
                      },
                      "file": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 4096,
                       "description": "A file, relative to the folder of the file that names it. One line break at its end is cut."
                      },
                      "secretKeyRef": {
                       "type": "object",
                       "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                       "required": [
                        "name",
                        "key"
                       ],
                       "properties": {
                        "name": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Name of the object."
                        },
                        "key": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Key in its data."
                        }
                       }
                      },
                      "configMapKeyRef": {
                       "type": "object",
                       "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                       "required": [
                        "name",
                        "key"
                       ],
                       "properties": {
                        "name": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Name of the object."
                        },
                        "key": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Key in its data."
                        }
                       }
                      }
                     }
                    }
                   }
                  }
                 },
                 "stopSignal": {
                  "type": "string",
                  "maxLength": 16,
                  "pattern": "^SIG[A-Z0-9+-]+$",
                  "default": "SIGTERM",
                  "description": "The signal that asks it to end."
                 },
                 "stopTimeoutSeconds": {
                  "type": "integer",
                  "format": "int32",
                  "minimum": 0,
                  "maximum": 3600,
                  "default": 10,
                  "description": "Seconds between that signal and SIGKILL."
                 },
                 "readyLog": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 1024,
                  "description": "Text that a line of its output holds when it is ready."
                 }
                }
               },
               "external": {
                "type": "object",
                "description": "Runs elsewhere; it is watched and routed to, never started or stopped.",
                "required": [
                 "host"
                ],
                "properties": {
                 "host": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 253,
                  "pattern": "^[A-Za-z0-9_.:-]+$",
                  "description": "Address or host name."
                 }
                }
               },
               "kubernetes": {
                "type": "object",
                "description": "Runs as a Deployment with a Service, in the stack's namespace.",
                "required": [
                 "image"
                ],
                "properties": {
                 "image": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 1024,
                  "description": "Name with tag or digest."
                 },
                 "command": {
                  "type": "array",
                  "maxItems": 256,
                  "items": {
                   "type": "string",
                   "maxLength": 65536
                  },
                  "description": "Replaces the image's own; an argument vector, never a shell line."
                 },
                 "args": {
                  "type": "array",
                  "maxItems": 256,
                  "items": {
                   "type": "string",
                   "maxLength": 65536
                  },
                  "description": "Arguments of the command."
                 },
                 "env": {
                  "type": "array",
                  "maxItems": 256,
                  "default": [],
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": [
                   "name"
                  ],
                  "description": "Environment variables.",
                  "items": {
                   "type": "object",
                   "required": [
                    "name"
                   ],
                   "x-kubernetes-validations": [
                    {
                     "rule": "has(self.value) != has(self.valueFrom)",
                     "message": "a variable has exactly one of value and valueFrom"
                    }
                   ],
                   "properties": {
                    "name": {
                     "type": "string",
                     "minLength": 1,
                     "maxLength": 255,
                     "pattern": "^[^=\\x00]+$",
                     "description": "Name of the variable."
                    },
                    "value": {
                     "type": "string",
                     "maxLength": 131072,
                     "description": "The value. May hold templates."
                    },
                    "valueFrom": {
                     "type": "object",
                     "description": "Where the value is read when the stack is handed over.",
                     "minProperties": 1,
                     "maxProperties": 1,
                     "properties": {
                      "env": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 255,
                       "description": "A variable of the environment in which the stack is handed over."
                      },
                      "file": {
                       "type": "string",
                       "minLength": 1,
                       "maxLength": 4096,
                       "description": "A file, relative to the folder of the file that names it. One line break at its end is cut."
                      },
                      "secretKeyRef": {
                       "type": "object",
                       "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                       "required": [
                        "name",
                        "key"
                       ],
                       "properties": {
                        "name": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Name of the object."
                        },
                        "key": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Key in its data."
                        }
                       }
                      },
                      "configMapKeyRef": {
                       "type": "object",
                       "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                       "required": [
                        "name",
                        "key"
                       ],
                       "properties": {
                        "name": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Name of the object."
                        },
                        "key": {
                         "type": "string",
                         "minLength": 1,
                         "maxLength": 253,
                         "description": "Key in its data."
                        }
                       }
                      }
                     }
                    }
                   }
                  }
                 },
                 "resources": {
                  "type": "object",
                  "description": "Upper limits.",
                  "properties": {
                   "cpus": {
                    "type": "string",
                    "maxLength": 16,
                    "pattern": "^[0-9]+(\\.[0-9]+)?$",
                    "description": "Processor time, in cores."
                   },
                   "memory": {
                    "type": "string",
                    "maxLength": 32,
                    "pattern": "^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$",
                    "description": "Bytes, with an optional suffix k, M, G, T, Ki, Mi, Gi or Ti."
                   },
                   "pids": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 1,
                    "description": "How many processes and threads."
                   }
                  }
                 },
                 "autoscale": {
                  "type": "object",
                  "description": "Lets the cluster choose the number of replicas.",
                  "required": [
                   "max"
                  ],
                  "x-kubernetes-validations": [
                   {
                    "rule": "self.min <= self.max",
                    "message": "min cannot be above max",
                    "fieldPath": ".min"
                   }
                  ],
                  "properties": {
                   "min": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 1,
                    "maximum": 1000,
                    "default": 1,
                    "description": "Fewest replicas."
                   },
                   "max": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 1,
                    "maximum": 1000,
                    "description": "Most replicas."
                   },
                   "cpuPercent": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 1,
                    "maximum": 100,
                    "default": 70,
                    "description": "Processor use that is aimed at."
                   }
                  }
                 }
                }
               }
              }
             }
            }
           }
          }
         },
         "gateway": {
          "type": "object",
          "default": {},
          "description": "How clients reach the routes.",
          "properties": {
           "apisix": {
            "type": "object",
            "description": "Apache APISIX, when there is one. Without it the front door goes direct.",
            "x-kubernetes-validations": [
             {
              "rule": "(self.mode == 'StandaloneFile') == has(self.file)",
              "message": "file is needed with mode StandaloneFile, and only with it",
              "fieldPath": ".file"
             }
            ],
            "properties": {
             "mode": {
              "type": "string",
              "enum": [
               "Admin",
               "StandaloneFile",
               "StandaloneApi"
              ],
              "default": "Admin",
              "description": "How APISIX takes its routes."
             },
             "file": {
              "type": "string",
              "minLength": 1,
              "maxLength": 4096,
              "description": "The apisix.yaml that mode StandaloneFile writes."
             },
             "adminUrl": {
              "type": "string",
              "maxLength": 2048,
              "pattern": "^https?://[^/\\s]+",
              "default": "http://127.0.0.1:9180",
              "description": "The admin plane."
             },
             "adminKey": {
              "type": "object",
              "description": "A secret.",
              "required": [
               "valueFrom"
              ],
              "properties": {
               "valueFrom": {
                "type": "object",
                "description": "Where the value is read when the stack is handed over.",
                "minProperties": 1,
                "maxProperties": 1,
                "properties": {
                 "env": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 255,
                  "description": "A variable of the environment in which the stack is handed over."
                 },
                 "file": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 4096,
                  "description": "A file, relative to the folder of the file that names it. One line break at its end is cut."
                 },
                 "secretKeyRef": {
                  "type": "object",
                  "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                  "required": [
                   "name",
                   "key"
                  ],
                  "properties": {
                   "name": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 253,
                    "description": "Name of the object."
                   },
                   "key": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 253,
                    "description": "Key in its data."
                   }
                  }
                 },
                 "configMapKeyRef": {
                  "type": "object",
                  "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                  "required": [
                   "name",
                   "key"
                  ],
                  "properties": {
                   "name": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 253,
                    "description": "Name of the object."
                   },
                   "key": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 253,
                    "description": "Key in its data."
                   }
                  }
                 }
                }
               }
              }
             },
             "gatewayUrl": {
              "type": "string",
              "maxLength": 2048,
              "pattern": "^https?://[^/\\s]+",
              "default": "http://127.0.0.1:9080",
              "description": "The data plane."
             },
             "service": {
              "type": "string",
              "maxLength": 63,
              "description": "Which service of this stack is APISIX, so that it can be healed."
             }
            }
           },
           "frontDoor": {
            "type": "object",
            "default": {},
            "description": "The built-in proxy. Stacks that name the same address share it.",
            "properties": {
             "host": {
              "type": "string",
              "minLength": 2,
              "maxLength": 45,
              "pattern": "^[0-9a-fA-F.:]+$",
              "default": "127.0.0.1",
              "description": "Address on which it listens."
             },
             "port": {
              "type": "integer",
              "format": "int32",
              "minimum": 1,
              "maximum": 65535,
              "default": 9079,
              "description": "Port on which it listens."
             },
             "takeover": {
              "type": "boolean",
              "default": false,
              "description": "Also serves APISIX's own port while APISIX is down."
             },
             "workers": {
              "type": "integer",
              "format": "int32",
              "minimum": 1,
              "maximum": 64,
              "default": 1,
              "description": "Processes that serve requests."
             },
             "quantumFrequency": {
              "type": "string",
              "maxLength": 64,
              "pattern": "^[!-~]*$",
              "default": "888",
              "description": "Value of X-Quantum-Frequency toward the services."
             },
             "tls": {
              "type": "object",
              "description": "Serves HTTPS.",
              "required": [
               "certFile",
               "keyFile"
              ],
              "properties": {
               "certFile": {
                "type": "string",
                "minLength": 1,
                "maxLength": 4096,
                "description": "PEM file with the certificate chain."
               },
               "keyFile": {
                "type": "string",
                "minLength": 1,
                "maxLength": 4096,
                "description": "PEM file with the key."
               }
              }
             }
            }
           },
           "failover": {
            "type": "object",
            "default": {},
            "description": "When traffic moves between APISIX and the direct way.",
            "properties": {
             "mode": {
              "type": "string",
              "enum": [
               "Auto",
               "Apisix",
               "Fallback"
              ],
              "default": "Auto",
              "description": "Auto decides from probes; the others hold one way."
             },
             "failureThreshold": {
              "type": "integer",
              "format": "int32",
              "minimum": 1,
              "maximum": 100,
              "default": 3,
              "description": "Failed probes in a row that move traffic away from APISIX."
             },
             "successThreshold": {
              "type": "integer",
              "format": "int32",
              "minimum": 1,
              "maximum": 100,
              "default": 5,
              "description": "Passed probes in a row before traffic goes back."
             },
             "minDwellSeconds": {
              "type": "integer",
              "format": "int32",
              "minimum": 0,
              "maximum": 3600,
              "default": 30,
              "description": "Seconds between a switch and the return."
             },
             "switchLimit": {
              "type": "object",
              "default": {},
              "description": "How often traffic may move.",
              "properties": {
               "max": {
                "type": "integer",
                "format": "int32",
                "minimum": 1,
                "maximum": 100,
                "default": 2,
                "description": "Switches in one window."
               },
               "windowSeconds": {
                "type": "integer",
                "format": "int32",
                "minimum": 1,
                "maximum": 86400,
                "default": 300,
                "description": "Length of the window in seconds."
               }
              }
             }
            }
           }
          }
         },
         "consumers": {
          "type": "array",
          "maxItems": 1000,
          "default": [],
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
           "username"
          ],
          "description": "Clients that the routes' plugins know.",
          "items": {
           "type": "object",
           "required": [
            "username"
           ],
           "properties": {
            "username": {
             "type": "string",
             "maxLength": 100,
             "pattern": "^[a-zA-Z0-9_-]+$",
             "description": "Unique name."
            },
            "plugins": {
             "type": "object",
             "description": "APISIX plugins by name, handed over as they are.",
             "x-kubernetes-preserve-unknown-fields": true
            }
           }
          }
         },
         "routes": {
          "type": "array",
          "maxItems": 10000,
          "default": [],
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
           "name"
          ],
          "description": "Which requests go to which services.",
          "items": {
           "type": "object",
           "required": [
            "name"
           ],
           "x-kubernetes-validations": [
            {
             "rule": "has(self.redirect) != (size(self.backends) > 0)",
             "message": "a route has either backends or a redirect"
            }
           ],
           "properties": {
            "name": {
             "type": "string",
             "minLength": 1,
             "maxLength": 63,
             "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
             "description": "Lower-case letters, digits and hyphens; unique within its list."
            },
            "hosts": {
             "type": "array",
             "maxItems": 64,
             "default": [],
             "items": {
              "type": "string",
              "minLength": 1,
              "maxLength": 253,
              "pattern": "^(\\*\\.)?[a-zA-Z0-9_.:-]+$"
             },
             "description": "Host names; one that starts with `*.` takes every host below it. None means every host."
            },
            "paths": {
             "type": "array",
             "minItems": 1,
             "maxItems": 64,
             "default": [
              {
               "type": "Prefix",
               "value": "/"
              }
             ],
             "description": "Paths, of which one must match.",
             "items": {
              "type": "object",
              "required": [
               "value"
              ],
              "properties": {
               "type": {
                "type": "string",
                "enum": [
                 "Prefix",
                 "Exact"
                ],
                "default": "Prefix",
                "description": "Prefix goes by whole path segments."
               },
               "value": {
                "type": "string",
                "minLength": 1,
                "maxLength": 2048,
                "pattern": "^/[^?#\\s]*$",
                "description": "The path."
               }
              }
             }
            },
            "methods": {
             "type": "array",
             "maxItems": 16,
             "default": [],
             "items": {
              "type": "string",
              "enum": [
               "GET",
               "HEAD",
               "POST",
               "PUT",
               "PATCH",
               "DELETE",
               "OPTIONS"
              ]
             },
             "description": "Methods. None means all."
            },
            "headers": {
             "type": "array",
             "maxItems": 32,
             "default": [],
             "description": "Headers (queryParams, parameters of the query) that must all match.",
             "items": {
              "type": "object",
              "required": [
               "name"
              ],
              "x-kubernetes-validations": [
               {
                "rule": "(has(self.value) ? 1 : 0) + (has(self.regex) ? 1 : 0) + (has(self.present) ? 1 : 0) == 1",
                "message": "a match has exactly one of value, regex and present"
               }
              ],
              "properties": {
               "name": {
                "type": "string",
                "minLength": 1,
                "maxLength": 255,
                "pattern": "^[!-~]+$",
                "description": "Its name."
               },
               "value": {
                "type": "string",
                "maxLength": 4096,
                "description": "The exact value."
               },
               "regex": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1024,
                "description": "A regular expression for the value."
               },
               "present": {
                "type": "boolean",
                "description": "Whether it is there at all."
               }
              }
             }
            },
            "queryParams": {
             "type": "array",
             "maxItems": 32,
             "default": [],
             "description": "Headers (queryParams, parameters of the query) that must all match.",
             "items": {
              "type": "object",
              "required": [
               "name"
              ],
              "x-kubernetes-validations": [
               {
                "rule": "(has(self.value) ? 1 : 0) + (has(self.regex) ? 1 : 0) + (has(self.present) ? 1 : 0) == 1",
                "message": "a match has exactly one of value, regex and present"
               }
              ],
              "properties": {
               "name": {
                "type": "string",
                "minLength": 1,
                "maxLength": 255,
                "pattern": "^[!-~]+$",
                "description": "Its name."
               },
               "value": {
                "type": "string",
                "maxLength": 4096,
                "description": "The exact value."
               },
               "regex": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1024,
                "description": "A regular expression for the value."
               },
               "present": {
                "type": "boolean",
                "description": "Whether it is there at all."
               }
              }
             }
            },
            "priority": {
             "type": "integer",
             "format": "int32",
             "minimum": -32768,
             "maximum": 32767,
             "default": 0,
             "description": "The higher one wins among routes with equally long paths."
            },
            "backends": {
             "type": "array",
             "maxItems": 32,
             "default": [],
             "description": "Services that answer.",
             "items": {
              "type": "object",
              "required": [
               "service",
               "port"
              ],
              "properties": {
               "service": {
                "type": "string",
                "minLength": 1,
                "maxLength": 63,
                "description": "Name of a service of this stack."
               },
               "port": {
                "type": "string",
                "minLength": 1,
                "maxLength": 63,
                "description": "Name of a port of that service."
               },
               "weight": {
                "type": "integer",
                "format": "int32",
                "minimum": 0,
                "maximum": 65535,
                "default": 1,
                "description": "Share of the requests",
                "relative to the others.": null
               }
              }
             }
            },
            "rewrite": {
             "type": "object",
             "description": "What the service sees instead of the client's path and host.",
             "x-kubernetes-validations": [
              {
               "rule": "(has(self.stripPrefix) ? 1 : 0) + (has(self.replacePrefix) ? 1 : 0) + (has(self.regex) ? 1 : 0) <= 1",
               "message": "a rewrite has at most one of stripPrefix, replacePrefix and regex"
              }
             ],
             "properties": {
              "stripPrefix": {
               "type": "boolean",
               "description": "Cuts the matched path off."
              },
              "replacePrefix": {
               "type": "string",
               "maxLength": 2048,
               "pattern": "^/[^?#\\s]*$",
               "description": "Stands in place of the matched path."
              },
              "regex": {
               "type": "array",
               "minItems": 2,
               "maxItems": 2,
               "items": {
                "type": "string",
                "maxLength": 1024
               },
               "description": "Pattern and replacement; $1 to $9 stand for its groups."
              },
              "host": {
               "type": "string",
               "minLength": 1,
               "maxLength": 253,
               "pattern": "^[a-zA-Z0-9_.:-]+$",
               "description": "The Host that the service sees."
              }
             }
            },
            "requestHeaders": {
             "type": "object",
             "description": "Changes of the headers on the way (requestHeaders to the service, responseHeaders back to the client).",
             "properties": {
              "set": {
               "type": "object",
               "maxProperties": 64,
               "additionalProperties": {
                "type": "string",
                "maxLength": 8192
               },
               "default": {},
               "description": "Header values by name (set replaces, add appends)."
              },
              "add": {
               "type": "object",
               "maxProperties": 64,
               "additionalProperties": {
                "type": "string",
                "maxLength": 8192
               },
               "default": {},
               "description": "Header values by name (set replaces, add appends)."
              },
              "remove": {
               "type": "array",
               "maxItems": 64,
               "default": [],
               "items": {
                "type": "string",
                "minLength": 1,
                "maxLength": 255
               },
               "description": "Names of headers that are taken out."
              }
             }
            },
            "responseHeaders": {
             "type": "object",
             "description": "Changes of the headers on the way (requestHeaders to the service, responseHeaders back to the client).",
             "properties": {
              "set": {
               "type": "object",
               "maxProperties": 64,
               "additionalProperties": {
                "type": "string",
                "maxLength": 8192
               },
               "default": {},
               "description": "Header values by name (set replaces, add appends)."
              },
              "add": {
               "type": "object",
               "maxProperties": 64,
               "additionalProperties": {
                "type": "string",
                "maxLength": 8192
               },
               "default": {},
               "description": "Header values by name (set replaces, add appends)."
              },
              "remove": {
               "type": "array",
               "maxItems": 64,
               "default": [],
               "items": {
                "type": "string",
                "minLength": 1,
                "maxLength": 255
               },
               "description": "Names of headers that are taken out."
              }
             }
            },
            "upstreamHost": {
             "type": "string",
             "minLength": 1,
             "maxLength": 253,
             "pattern": "^[a-zA-Z0-9_.:-]+$",
             "default": "pass",
             "description": "The Host toward the service. pass hands on the client's, node takes the service's address; anything else is a host name."
            },
            "redirect": {
             "type": "object",
             "description": "Answers with a redirect instead of asking a service.",
             "x-kubernetes-validations": [
              {
               "rule": "has(self.location) != has(self.httpsRedirect)",
               "message": "a redirect has exactly one of location and httpsRedirect"
              }
             ],
             "properties": {
              "status": {
               "type": "integer",
               "format": "int32",
               "enum": [
                301,
                302,
                303,
                307,
                308
               ],
               "default": 301,
               "description": "Status of the answer."
              },
              "location": {
               "type": "string",
               "minLength": 1,
               "maxLength": 2048,
               "description": "Where it points."
              },
              "httpsRedirect": {
               "type": "boolean",
               "enum": [
                true
               ],
               "description": "Points to the same address with https."
              }
             }
            },
            "cors": {
             "type": "object",
             "description": "Answers to browsers that ask from another origin.",
             "x-kubernetes-validations": [
              {
               "rule": "!self.allowCredentials || !self.allowOrigins.exists(o, o == '*')",
               "message": "allowCredentials needs named origins, not '*'",
               "fieldPath": ".allowOrigins"
              }
             ],
             "properties": {
              "allowOrigins": {
               "type": "array",
               "maxItems": 32,
               "items": {
                "type": "string",
                "maxLength": 512
               },
               "default": [
                "*"
               ],
               "description": "Origins that may ask."
              },
              "allowMethods": {
               "type": "array",
               "maxItems": 16,
               "items": {
                "type": "string",
                "maxLength": 32
               },
               "default": [],
               "description": "Methods. None means the route's."
              },
              "allowHeaders": {
               "type": "array",
               "maxItems": 64,
               "items": {
                "type": "string",
                "maxLength": 255
               },
               "default": [],
               "description": "Request headers. None means those that are asked for."
              },
              "exposeHeaders": {
               "type": "array",
               "maxItems": 64,
               "items": {
                "type": "string",
                "maxLength": 255
               },
               "default": [],
               "description": "Response headers that scripts may read."
              },
              "maxAgeSeconds": {
               "type": "integer",
               "format": "int32",
               "minimum": -1,
               "maximum": 86400,
               "default": 5,
               "description": "Seconds for which the answer may be kept."
              },
              "allowCredentials": {
               "type": "boolean",
               "default": false,
               "description": "With cookies and credentials."
              }
             }
            },
            "websocket": {
             "type": "boolean",
             "default": true,
             "description": "Lets WebSocket upgrades pass."
            },
            "timeouts": {
             "type": "object",
             "description": "Time limits. Absent ones are those of the gateway.",
             "properties": {
              "connectSeconds": {
               "type": "number",
               "minimum": 0.001,
               "maximum": 3600,
               "description": "Seconds to connect to the service."
              },
              "sendSeconds": {
               "type": "number",
               "minimum": 0.001,
               "maximum": 3600,
               "description": "Seconds between two writes to the service."
              },
              "readSeconds": {
               "type": "number",
               "minimum": 0.001,
               "maximum": 3600,
               "description": "Seconds between two reads from the service."
              }
             }
            },
            "retries": {
             "type": "integer",
             "format": "int32",
             "minimum": 0,
             "maximum": 100,
             "description": "How often another replica is tried."
            },
            "maxBodyBytes": {
             "type": "integer",
             "format": "int64",
             "minimum": 0,
             "maximum": 9007199254740991,
             "default": 0,
             "description": "Largest request body in bytes; 0 means any."
            },
            "plugins": {
             "type": "object",
             "description": "APISIX plugins by name, handed over as they are.",
             "x-kubernetes-preserve-unknown-fields": true
            },
            "fallback": {
             "type": "string",
             "enum": [
              "Auto",
              "Allow",
              "Deny"
             ],
             "default": "Auto",
             "description": "Whether the route is served without APISIX. Auto denies when a plugin guards it that only APISIX enforces."
            }
           }
          }
         },
         "discovery": {
          "type": "object",
          "description": "Looks for what runs already. Absent means no looking. Nothing found is ever started or stopped.",
          "properties": {
           "intervalSeconds": {
            "type": "integer",
            "format": "int32",
            "minimum": 5,
            "maximum": 86400,
            "default": 30,
            "description": "Seconds between two looks."
           },
           "ports": {
            "type": "object",
            "default": {},
            "description": "By connecting to ports.",
            "properties": {
             "enabled": {
              "type": "boolean",
              "default": true,
              "description": "Whether this way is taken."
             },
             "hosts": {
              "type": "array",
              "maxItems": 64,
              "items": {
               "type": "string",
               "maxLength": 253
              },
              "default": [
               "127.0.0.1"
              ],
              "description": "Where to look."
             },
             "ports": {
              "type": "array",
              "maxItems": 256,
              "items": {
               "type": "string",
               "maxLength": 11,
               "pattern": "^[0-9]{1,5}(-[0-9]{1,5})?$"
              },
              "default": [
               "3000-3001",
               "8000-8002",
               "8080"
              ],
              "description": "Ports and ranges of ports."
             }
            }
           },
           "processes": {
            "type": "object",
            "default": {},
            "description": "By the command lines of processes that listen.",
            "properties": {
             "enabled": {
              "type": "boolean",
              "default": true,
              "description": "Whether this way is taken."
             },
             "keywords": {
              "type": "array",
              "maxItems": 64,
              "items": {
               "type": "string",
               "minLength": 1,
               "maxLength": 255
              },
              "default": [
               "quantum",
               "qbtc",
               "vigoleon",
               "llm",
               "api"
              ],
              "description": "Words of which a command line holds one."
             }
            }
           },
           "docker": {
            "type": "object",
            "default": {},
            "description": "By containers.",
            "properties": {
             "enabled": {
              "type": "boolean",
              "default": true,
              "description": "Whether this way is taken."
             }
            }
           },
           "rabbitmq": {
            "type": "object",
            "description": "By queues and their consumers.",
            "properties": {
             "enabled": {
              "type": "boolean",
              "default": true,
              "description": "Whether this way is taken."
             },
             "managementUrl": {
              "type": "string",
              "maxLength": 2048,
              "pattern": "^https?://[^/\\s]+",
              "default": "http://127.0.0.1:15672",
              "description": "The management API."
             },
             "username": {
              "type": "string",
              "minLength": 1,
              "maxLength": 255,
              "default": "guest",
              "description": "Whom to log in as."
             },
             "password": {
              "type": "object",
              "description": "A secret.",
              "required": [
               "valueFrom"
              ],
              "properties": {
               "valueFrom": {
                "type": "object",
                "description": "Where the value is read when the stack is handed over.",
                "minProperties": 1,
                "maxProperties": 1,
                "properties": {
                 "env": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 255,
                  "description": "A variable of the environment in which the stack is handed over."
                 },
                 "file": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 4096,
                  "description": "A file, relative to the folder of the file that names it. One line break at its end is cut."
                 },
                 "secretKeyRef": {
                  "type": "object",
                  "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                  "required": [
                   "name",
                   "key"
                  ],
                  "properties": {
                   "name": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 253,
                    "description": "Name of the object."
                   },
                   "key": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 253,
                    "description": "Key in its data."
                   }
                  }
                 },
                 "configMapKeyRef": {
                  "type": "object",
                  "description": "A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.",
                  "required": [
                   "name",
                   "key"
                  ],
                  "properties": {
                   "name": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 253,
                    "description": "Name of the object."
                   },
                   "key": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 253,
                    "description": "Key in its data."
                   }
                  }
                 }
                }
               }
              }
             }
            }
           },
           "expected": {
            "type": "array",
            "maxItems": 1000,
            "items": {
             "type": "string",
             "maxLength": 253
            },
            "default": [],
            "description": "Names that should be found; the score is then the share of them."
           },
           "autoRoute": {
            "type": "boolean",
            "default": false,
            "description": "Adds routes for found HTTP services that no route serves."
           }
          }
         },
         "healing": {
          "type": "object",
          "default": {},
          "description": "What is done beyond plain repair, and how often repair may restart a service.",
          "properties": {
           "mode": {
            "type": "string",
            "enum": [
             "Auto",
             "Observe",
             "Off"
            ],
            "default": "Auto",
            "description": "Observe only says what would be done. Plain repair goes on in every mode."
           },
           "intervalSeconds": {
            "type": "integer",
            "format": "int32",
            "minimum": 5,
            "maximum": 86400,
            "default": 30,
            "description": "Seconds between two rounds."
           },
           "scoreThreshold": {
            "type": "integer",
            "format": "int32",
            "minimum": 0,
            "maximum": 100,
            "default": 70,
            "description": "Healing starts when the score is below."
           },
           "restarts": {
            "type": "object",
            "default": {},
            "description": "The budget of each service; when it is spent the service is quarantined.",
            "properties": {
             "max": {
              "type": "integer",
              "format": "int32",
              "minimum": 1,
              "maximum": 100,
              "default": 5,
              "description": "Restarts in one window."
             },
             "windowSeconds": {
              "type": "integer",
              "format": "int32",
              "minimum": 1,
              "maximum": 86400,
              "default": 600,
              "description": "Length of the window in seconds."
             }
            }
           },
           "backoff": {
            "type": "object",
            "default": {},
            "description": "The first restart in a window is immediate, the second waits initialSeconds, each further one twice as long.",
            "x-kubernetes-validations": [
             {
              "rule": "self.initialSeconds <= self.maxSeconds",
              "message": "initialSeconds cannot be above maxSeconds",
              "fieldPath": ".initialSeconds"
             }
            ],
            "properties": {
             "initialSeconds": {
              "type": "integer",
              "format": "int32",
              "minimum": 1,
              "maximum": 3600,
              "default": 1,
              "description": "Seconds before the second restart."
             },
             "maxSeconds": {
              "type": "integer",
              "format": "int32",
              "minimum": 1,
              "maximum": 86400,
              "default": 60,
              "description": "Seconds at most."
             }
            }
           }
          }
         },
         "monitoring": {
          "type": "object",
          "default": {},
          "description": "Which sources are read for the report, and who is told.",
          "properties": {
           "intervalSeconds": {
            "type": "integer",
            "format": "int32",
            "minimum": 1,
            "maximum": 86400,
            "default": 15,
            "description": "Seconds between two readings."
           },
           "redis": {
            "type": "array",
            "maxItems": 64,
            "default": [],
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": [
             "service"
            ],
            "description": "Services of this kind that are read.",
            "items": {
             "type": "object",
             "required": [
              "service"
             ],
             "properties": {
              "service": {
               "type": "string",
               "minLength": 1,
               "maxLength": 63,
               "description": "Name of a service of this stack."
              }
             }
            }
           },
           "rabbitmq": {
            "type": "array",
            "maxItems": 64,
            "default": [],
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": [
             "service"
            ],
            "description": "Services of this kind that are read.",
            "items": {
             "type": "object",
             "required": [
              "service"
             ],
             "properties": {
              "service": {
               "type": "string",
               "minLength": 1,
               "maxLength": 63,
               "description": "Name of a service of this stack."
              }
             }
            }
           },
           "webhooks": {
            "type": "array",
            "maxItems": 32,
            "default": [],
            "description": "Addresses that get a POST.",
            "items": {
             "type": "object",
             "required": [
              "url"
             ],
             "properties": {
              "url": {
               "type": "string",
               "maxLength": 2048,
               "pattern": "^https?://[^/\\s]+",
               "description": "Where to."
              },
              "events": {
               "type": "array",
               "maxItems": 16,
               "default": [
                "Failover",
                "Quarantine",
                "Score",
                "Recovered"
               ],
               "items": {
                "type": "string",
                "enum": [
                 "Failover",
                 "Quarantine",
                 "Score",
                 "Recovered"
                ]
               },
               "description": "What about."
              }
             }
            }
           }
          }
         },
         "score": {
          "type": "object",
          "default": {},
          "description": "How the 100 points of the score are shared out.",
          "properties": {
           "weights": {
            "type": "object",
            "default": {},
            "description": "Points of each part.",
            "x-kubernetes-validations": [
             {
              "rule": "self.infrastructure + self.discovery + self.routes + self.connectivity + self.monitoring == 100",
              "message": "the weights must add up to 100"
             }
            ],
            "properties": {
             "infrastructure": {
              "type": "integer",
              "format": "int32",
              "minimum": 0,
              "maximum": 100,
              "default": 30,
              "description": "Declared services that are healthy."
             },
             "discovery": {
              "type": "integer",
              "format": "int32",
              "minimum": 0,
              "maximum": 100,
              "default": 25,
              "description": "Services that were found."
             },
             "routes": {
              "type": "integer",
              "format": "int32",
              "minimum": 0,
              "maximum": 100,
              "default": 20,
              "description": "Routes that were read back from the active gateway."
             },
             "connectivity": {
              "type": "integer",
              "format": "int32",
              "minimum": 0,
              "maximum": 100,
              "default": 15,
              "description": "Requests end to end that were answered."
             },
             "monitoring": {
              "type": "integer",
              "format": "int32",
              "minimum": 0,
              "maximum": 100,
              "default": 10,
              "description": "Monitoring sources that answered."
             }
            }
           },
           "target": {
            "type": "integer",
            "format": "int32",
            "minimum": 0,
            "maximum": 100,
            "default": 85,
            "description": "The score that is aimed at."
           }
          }
         }
        }
       },
       "status": {
        "type": "object",
        "description": "What is known about the stack. Written by the controller.",
        "properties": {
         "observedGeneration": {
          "type": "integer",
          "format": "int64",
          "description": "The generation of the spec that this speaks of."
         },
         "revision": {
          "type": "string",
          "maxLength": 255,
          "description": "Where the spec came from, e.g. a git commit."
         },
         "conditions": {
          "type": "array",
          "maxItems": 32,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
           "type"
          ],
          "description": "The latest judgements.",
          "items": {
           "type": "object",
           "required": [
            "type",
            "status",
            "lastTransitionTime",
            "reason",
            "message"
           ],
           "properties": {
            "type": {
             "type": "string",
             "maxLength": 316,
             "description": "Name of the condition."
            },
            "status": {
             "type": "string",
             "enum": [
              "True",
              "False",
              "Unknown"
             ],
             "description": "Whether it holds."
            },
            "observedGeneration": {
             "type": "integer",
             "format": "int64",
             "description": "The generation that was judged."
            },
            "lastTransitionTime": {
             "type": "string",
             "format": "date-time",
             "description": "When the status changed last."
            },
            "reason": {
             "type": "string",
             "maxLength": 1024,
             "description": "One word in UpperCamelCase."
            },
            "message": {
             "type": "string",
             "maxLength": 32768,
             "description": "A sentence for people."
            }
           }
          }
         },
         "strategy": {
          "type": "string",
          "maxLength": 64,
          "description": "The strategy that is in force."
         },
         "gateway": {
          "type": "object",
          "description": "The way that requests take now.",
          "properties": {
           "active": {
            "type": "string",
            "enum": [
             "Apisix",
             "FrontDoor",
             "None"
            ],
            "description": "Who answers clients."
           },
           "mode": {
            "type": "string",
            "enum": [
             "Auto",
             "Apisix",
             "Fallback"
            ],
            "description": "Who decides that."
           },
           "address": {
            "type": "string",
            "maxLength": 2048,
            "description": "Where clients connect."
           },
           "message": {
            "type": "string",
            "maxLength": 1024,
            "description": "Why it is so."
           }
          }
         },
         "score": {
          "type": "object",
          "description": "The health of the stack, out of 100.",
          "required": [
           "total",
           "grade",
           "parts",
           "losses"
          ],
          "properties": {
           "total": {
            "type": "number",
            "description": "Sum of the parts."
           },
           "grade": {
            "type": "string",
            "enum": [
             "A",
             "B",
             "C",
             "D"
            ],
            "description": "A from 90, B from 80, C from 70."
           },
           "parts": {
            "type": "array",
            "maxItems": 16,
            "description": "What it is made of.",
            "items": {
             "type": "object",
             "required": [
              "name",
              "score",
              "max"
             ],
             "properties": {
              "name": {
               "type": "string",
               "maxLength": 64,
               "description": "Name of the part."
              },
              "score": {
               "type": "number",
               "description": "Points won."
              },
              "max": {
               "type": "number",
               "description": "Points there are."
              }
             }
            }
           },
           "losses": {
            "type": "array",
            "maxItems": 256,
            "description": "Every lost point, and how it is won back.",
            "items": {
             "type": "object",
             "required": [
              "part",
              "points",
              "evidence",
              "cause",
              "fix"
             ],
             "properties": {
              "part": {
               "type": "string",
               "maxLength": 64,
               "description": "The part that lost them."
              },
              "points": {
               "type": "number",
               "description": "How many."
              },
              "evidence": {
               "type": "string",
               "maxLength": 1024,
               "description": "What was seen."
              },
              "cause": {
               "type": "string",
               "maxLength": 1024,
               "description": "Why it is so."
              },
              "fix": {
               "type": "string",
               "maxLength": 1024,
               "description": "What to do."
              }
             }
            }
           }
          }
         },
         "readyServices": {
          "type": "string",
          "maxLength": 32,
          "description": "Services that are as they should be, as N/M."
         },
         "services": {
          "type": "array",
          "maxItems": 1000,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
           "name"
          ],
          "description": "State of each service.",
          "items": {
           "type": "object",
           "required": [
            "name",
            "phase",
            "desired",
            "ready"
           ],
           "properties": {
            "name": {
             "type": "string",
             "maxLength": 63,
             "description": "Name of the service."
            },
            "phase": {
             "type": "string",
             "enum": [
              "Waiting",
              "Starting",
              "Running",
              "Unhealthy",
              "Updating",
              "Backoff",
              "Quarantined",
              "Blocked",
              "Stopping",
              "Stopped",
              "Completed",
              "Failed",
              "Skipped",
              "Unknown"
             ],
             "description": "Where it is in its life."
            },
            "reason": {
             "type": "string",
             "maxLength": 255,
             "description": "One word in UpperCamelCase."
            },
            "message": {
             "type": "string",
             "maxLength": 1024,
             "description": "A sentence for people."
            },
            "desired": {
             "type": "integer",
             "format": "int32",
             "description": "Replicas that should run."
            },
            "ready": {
             "type": "integer",
             "format": "int32",
             "description": "Replicas that run and are healthy."
            },
            "restarts": {
             "type": "integer",
             "format": "int32",
             "description": "Restarts in the current window."
            },
            "revision": {
             "type": "string",
             "maxLength": 128,
             "description": "The revision that is wanted."
            },
            "instances": {
             "type": "array",
             "maxItems": 200,
             "description": "Its replicas.",
             "items": {
              "type": "object",
              "required": [
               "id",
               "slot",
               "state"
              ],
              "properties": {
               "id": {
                "type": "string",
                "maxLength": 255,
                "description": "What names it."
               },
               "slot": {
                "type": "integer",
                "format": "int32",
                "description": "Number of the replica, from 0."
               },
               "state": {
                "type": "string",
                "enum": [
                 "Pending",
                 "Running",
                 "Stopping",
                 "Exited"
                ],
                "description": "What it does."
               },
               "healthy": {
                "type": "boolean",
                "description": "What its probes say."
               },
               "pid": {
                "type": "integer",
                "format": "int32",
                "description": "Its process."
               },
               "revision": {
                "type": "string",
                "maxLength": 128,
                "description": "What it was created from."
               },
               "addresses": {
                "type": "object",
                "maxProperties": 32,
                "additionalProperties": {
                 "type": "string",
                 "maxLength": 300
                },
                "description": "HOST:PORT by port name."
               }
              }
             }
            }
           }
          }
         },
         "omittedServices": {
          "type": "integer",
          "format": "int32",
          "description": "How many services were left out here for brevity."
         },
         "routes": {
          "type": "array",
          "maxItems": 10000,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
           "name"
          ],
          "description": "State of each route.",
          "items": {
           "type": "object",
           "required": [
            "name",
            "state"
           ],
           "properties": {
            "name": {
             "type": "string",
             "maxLength": 63,
             "description": "Name of the route."
            },
            "state": {
             "type": "string",
             "enum": [
              "Programmed",
              "Pending",
              "Degraded",
              "Failed",
              "Unknown"
             ],
             "description": "Whether the active gateway serves it; Degraded means without a healthy backend."
            },
            "message": {
             "type": "string",
             "maxLength": 1024,
             "description": "A sentence for people."
            },
            "address": {
             "type": "string",
             "maxLength": 2048,
             "description": "A URL that clients can open."
            }
           }
          }
         },
         "omittedRoutes": {
          "type": "integer",
          "format": "int32",
          "description": "How many routes were left out here for brevity."
         },
         "discovered": {
          "type": "array",
          "maxItems": 1000,
          "description": "What discovery found.",
          "items": {
           "type": "object",
           "required": [
            "name",
            "host",
            "port"
           ],
           "properties": {
            "name": {
             "type": "string",
             "maxLength": 253,
             "description": "What it is called."
            },
            "type": {
             "type": "string",
             "maxLength": 63,
             "description": "What it is."
            },
            "host": {
             "type": "string",
             "maxLength": 253,
             "description": "Where it listens."
            },
            "port": {
             "type": "integer",
             "format": "int32",
             "description": "Where it listens."
            },
            "pid": {
             "type": "integer",
             "format": "int32",
             "description": "Its process."
            },
            "container": {
             "type": "string",
             "maxLength": 255,
             "description": "Its container."
            },
            "sources": {
             "type": "array",
             "maxItems": 8,
             "items": {
              "type": "string",
              "maxLength": 32
             },
             "description": "Which ways found it."
            },
            "confidence": {
             "type": "number",
             "description": "From 0 to 1."
            },
            "validated": {
             "type": "boolean",
             "description": "Whether it answered a probe."
            }
           }
          }
         },
         "operations": {
          "type": "array",
          "maxItems": 256,
          "description": "What is under way.",
          "items": {
           "type": "object",
           "required": [
            "id",
            "type",
            "target"
           ],
           "properties": {
            "id": {
             "type": "string",
             "maxLength": 255,
             "description": "What names it."
            },
            "type": {
             "type": "string",
             "maxLength": 64,
             "description": "What is done."
            },
            "target": {
             "type": "string",
             "maxLength": 512,
             "description": "What to."
            },
            "message": {
             "type": "string",
             "maxLength": 1024,
             "description": "How far it is."
            },
            "startedAt": {
             "type": "string",
             "format": "date-time",
             "description": "Since when."
            }
           }
          }
         },
         "lastActions": {
          "type": "array",
          "maxItems": 32,
          "description": "The latest actions, newest last.",
          "items": {
           "type": "object",
           "required": [
            "time",
            "type",
            "target",
            "cause",
            "result"
           ],
           "properties": {
            "time": {
             "type": "string",
             "format": "date-time",
             "description": "When it ended."
            },
            "type": {
             "type": "string",
             "maxLength": 64,
             "description": "What was done."
            },
            "target": {
             "type": "string",
             "maxLength": 512,
             "description": "What to."
            },
            "cause": {
             "type": "string",
             "maxLength": 1024,
             "description": "Why."
            },
            "result": {
             "type": "string",
             "enum": [
              "Succeeded",
              "Failed",
              "Skipped"
             ],
             "description": "How it ended."
            },
            "message": {
             "type": "string",
             "maxLength": 1024,
             "description": "What went wrong."
            }
           }
          }
         },
         "memory": {
          "type": "object",
          "description": "What the controller must not forget across a restart of itself.",
          "x-kubernetes-preserve-unknown-fields": true
         }
        }
       }
      }
     }
    }
   }
  ]
 }
};
