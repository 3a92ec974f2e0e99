// Made from crds/qbtcstacks.yaml by `npm run generate`; not to be edited.
const ee=E,g={type:"object",required:["apiVersion","kind","metadata","spec"],properties:{apiVersion:{type:"string",enum:[
"qbtc.dev/v1alpha1"]},kind:{type:"string",enum:["QbtcStack"]},metadata:{type:"object",required:["name"],properties:{name:{
type:"string",minLength:1,maxLength:63,pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},namespace:{type:"string",minLength:1,
maxLength:63,pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},labels:{type:"object",additionalProperties:{type:"string"}},annotations:{
type:"object",additionalProperties:{type:"string"}},uid:{type:"string"},generation:{type:"integer"},resourceVersion:{type:"\
string"},creationTimestamp:{type:"string"},deletionTimestamp:{type:"string"},finalizers:{type:"array",items:{type:"str\
ing"}}},additionalProperties:!1},spec:{type:"object",properties:{suspend:{type:"boolean"},deletionPolicy:{type:"string",
enum:["Delete","Orphan"]},strategy:{type:"string",enum:["Auto","FullDocker","Hybrid","Fallback"]},docker:{type:"object",
properties:{host:{type:"string",maxLength:1024,pattern:"^(unix:///.+|tcp://[^/@\\s]+)$"},networks:{type:"array",maxItems:64,
items:{type:"object",required:["name"],properties:{name:{type:"string",maxLength:255,pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.\
-]*$"},subnet:{type:"string",maxLength:64,pattern:"^[0-9a-fA-F.:]+/[0-9]{1,3}$"},internal:{type:"boolean"}},additionalProperties:!1}},
volumes:{type:"array",maxItems:256,items:{type:"object",required:["name"],properties:{name:{type:"string",minLength:2,
maxLength:255,pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"},reclaim:{type:"string",enum:["Retain","Delete"]}},additionalProperties:!1}}},
additionalProperties:!1},services:{type:"array",maxItems:1e3,items:{type:"object",required:["name"],properties:{name:{
type:"string",minLength:1,maxLength:63,pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},critical:{type:"boolean"},type:{type:"\
string",maxLength:63},adopt:{type:"boolean"},oneShot:{type:"boolean"},replicas:{type:"integer",minimum:0,maximum:100},
dependsOn:{type:"array",maxItems:64,items:{type:"object",required:["name"],properties:{name:{type:"string",minLength:1,
maxLength:63,pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},condition:{type:"string",enum:["Started","Healthy","Completed"]}},
additionalProperties:!1}},docker:{$ref:"#/$defs/part0"},process:{$ref:"#/$defs/part4"},external:{$ref:"#/$defs/part5"},
kubernetes:{$ref:"#/$defs/part6"},ports:{type:"array",maxItems:32,items:{type:"object",required:["name","port"],properties:{
name:{type:"string",minLength:1,maxLength:63,pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},port:{type:"integer",minimum:1,
maximum:65535},hostPort:{type:"integer",minimum:1,maximum:65535},hostAddress:{type:"string",minLength:2,maxLength:45,pattern:"\
^[0-9a-fA-F.:]+$"},range:{type:"string",maxLength:11,pattern:"^[0-9]{1,5}-[0-9]{1,5}$"}},additionalProperties:!1}},probe:{
type:"object",properties:{http:{type:"object",properties:{path:{type:"string",maxLength:2048,pattern:"^/"},port:{type:"\
string",minLength:1,maxLength:63}},additionalProperties:!1},tcp:{type:"object",properties:{port:{type:"string",minLength:1,
maxLength:63}},additionalProperties:!1},exec:{type:"object",required:["command"],properties:{command:{type:"array",minItems:1,
maxItems:256,items:{type:"string",maxLength:65536}}},additionalProperties:!1},redis:{type:"object",properties:{port:{type:"\
string",minLength:1,maxLength:63},username:{type:"string",minLength:1,maxLength:255},password:{$ref:"#/$defs/part7"}},
additionalProperties:!1},amqp:{type:"object",properties:{port:{type:"string",minLength:1,maxLength:63},vhost:{type:"st\
ring",minLength:1,maxLength:255},username:{type:"string",minLength:1,maxLength:255},password:{$ref:"#/$defs/part7"}},additionalProperties:!1},
postgres:{type:"object",properties:{port:{type:"string",minLength:1,maxLength:63},database:{type:"string",minLength:1,
maxLength:63},username:{type:"string",minLength:1,maxLength:63},password:{$ref:"#/$defs/part7"}},additionalProperties:!1},
intervalSeconds:{type:"integer",minimum:1,maximum:3600},timeoutSeconds:{type:"integer",minimum:1,maximum:3600},failureThreshold:{
type:"integer",minimum:1,maximum:100},successThreshold:{type:"integer",minimum:1,maximum:100},startupGraceSeconds:{type:"\
integer",minimum:0,maximum:3600}},additionalProperties:!1},update:{type:"object",properties:{order:{type:"string",enum:[
"StartFirst","StopFirst"]},drainSeconds:{type:"integer",minimum:0,maximum:3600},autoRevert:{type:"boolean"}},additionalProperties:!1},
alternatives:{type:"array",maxItems:4,items:{type:"object",minProperties:1,maxProperties:1,properties:{docker:{$ref:"#\
/$defs/part0"},process:{$ref:"#/$defs/part4"},external:{$ref:"#/$defs/part5"},kubernetes:{$ref:"#/$defs/part6"}},additionalProperties:!1}}},
additionalProperties:!1}},gateway:{type:"object",properties:{apisix:{type:"object",properties:{mode:{type:"string",enum:[
"Admin","StandaloneFile","StandaloneApi"]},file:{type:"string",minLength:1,maxLength:4096},adminUrl:{type:"string",maxLength:2048,
pattern:"^https?://[^/\\s]+"},adminKey:{$ref:"#/$defs/part7"},gatewayUrl:{type:"string",maxLength:2048,pattern:"^https\
?://[^/\\s]+"},service:{type:"string",maxLength:63}},additionalProperties:!1},frontDoor:{type:"object",properties:{host:{
type:"string",minLength:2,maxLength:45,pattern:"^[0-9a-fA-F.:]+$"},port:{type:"integer",minimum:1,maximum:65535},takeover:{
type:"boolean"},workers:{type:"integer",minimum:1,maximum:64},quantumFrequency:{type:"string",maxLength:64,pattern:"^[\
!-~]*$"},tls:{type:"object",required:["certFile","keyFile"],properties:{certFile:{type:"string",minLength:1,maxLength:4096},
keyFile:{type:"string",minLength:1,maxLength:4096}},additionalProperties:!1}},additionalProperties:!1},failover:{type:"\
object",properties:{mode:{type:"string",enum:["Auto","Apisix","Fallback"]},failureThreshold:{type:"integer",minimum:1,
maximum:100},successThreshold:{type:"integer",minimum:1,maximum:100},minDwellSeconds:{type:"integer",minimum:0,maximum:3600},
switchLimit:{type:"object",properties:{max:{type:"integer",minimum:1,maximum:100},windowSeconds:{type:"integer",minimum:1,
maximum:86400}},additionalProperties:!1}},additionalProperties:!1}},additionalProperties:!1},consumers:{type:"array",maxItems:1e3,
items:{type:"object",required:["username"],properties:{username:{type:"string",maxLength:100,pattern:"^[a-zA-Z0-9_-]+$"},
adopt:{type:"boolean"},plugins:{$ref:"#/$defs/part8"}},additionalProperties:!1}},routes:{type:"array",maxItems:1e4,items:{
type:"object",required:["name"],properties:{name:{type:"string",minLength:1,maxLength:63,pattern:"^[a-z0-9]([-a-z0-9]*\
[a-z0-9])?$"},adoptId:{type:"string",maxLength:64,pattern:"^[a-zA-Z0-9_.-]+$"},hosts:{type:"array",maxItems:64,items:{
type:"string",minLength:1,maxLength:253,pattern:"^(\\*\\.)?[a-zA-Z0-9_.:-]+$"}},paths:{type:"array",minItems:1,maxItems:64,
items:{type:"object",required:["value"],properties:{type:{type:"string",enum:["Prefix","Exact"]},value:{type:"string",
minLength:1,maxLength:2048,pattern:"^/[^?#\\s]*$"}},additionalProperties:!1}},methods:{type:"array",maxItems:16,items:{
type:"string",enum:["GET","HEAD","POST","PUT","PATCH","DELETE","OPTIONS"]}},headers:{type:"array",maxItems:32,items:{type:"\
object",required:["name"],properties:{name:{type:"string",minLength:1,maxLength:255,pattern:"^[!-~]+$"},value:{type:"s\
tring",maxLength:4096},regex:{type:"string",minLength:1,maxLength:1024},present:{type:"boolean"}},additionalProperties:!1}},
queryParams:{type:"array",maxItems:32,items:{type:"object",required:["name"],properties:{name:{type:"string",minLength:1,
maxLength:255,pattern:"^[!-~]+$"},value:{type:"string",maxLength:4096},regex:{type:"string",minLength:1,maxLength:1024},
present:{type:"boolean"}},additionalProperties:!1}},priority:{type:"integer",minimum:-32768,maximum:32767},backends:{type:"\
array",maxItems:32,items:{type:"object",required:["service","port"],properties:{service:{type:"string",minLength:1,maxLength:63},
port:{type:"string",minLength:1,maxLength:63},weight:{type:"integer",minimum:0,maximum:65535}},additionalProperties:!1}},
rewrite:{type:"object",properties:{stripPrefix:{type:"boolean"},replacePrefix:{type:"string",maxLength:2048,pattern:"^\
/[^?#\\s]*$"},regex:{type:"array",minItems:2,maxItems:2,items:{type:"string",maxLength:1024}},host:{type:"string",minLength:1,
maxLength:253,pattern:"^[a-zA-Z0-9_.:-]+$"}},additionalProperties:!1},requestHeaders:{$ref:"#/$defs/part9"},responseHeaders:{
$ref:"#/$defs/part9"},upstreamHost:{type:"string",minLength:1,maxLength:253,pattern:"^[a-zA-Z0-9_.:-]+$"},redirect:{type:"\
object",properties:{status:{type:"integer",enum:[301,302,303,307,308],minimum:-2147483648,maximum:2147483647},location:{
type:"string",minLength:1,maxLength:2048},httpsRedirect:{type:"boolean",enum:[!0]}},additionalProperties:!1},cors:{type:"\
object",properties:{allowOrigins:{type:"array",maxItems:32,items:{type:"string",maxLength:512}},allowMethods:{type:"ar\
ray",maxItems:16,items:{type:"string",maxLength:32}},allowHeaders:{type:"array",maxItems:64,items:{type:"string",maxLength:255}},
exposeHeaders:{type:"array",maxItems:64,items:{type:"string",maxLength:255}},maxAgeSeconds:{type:"integer",minimum:-1,
maximum:86400},allowCredentials:{type:"boolean"}},additionalProperties:!1},websocket:{type:"boolean"},timeouts:{type:"\
object",properties:{connectSeconds:{type:"number",minimum:.001,maximum:3600},sendSeconds:{type:"number",minimum:.001,maximum:3600},
readSeconds:{type:"number",minimum:.001,maximum:3600}},additionalProperties:!1},retries:{type:"integer",minimum:0,maximum:100},
maxBodyBytes:{type:"integer",minimum:0,maximum:9007199254740991},plugins:{$ref:"#/$defs/part8"},fallback:{type:"string",
enum:["Auto","Allow","Deny"]}},additionalProperties:!1}},discovery:{type:"object",properties:{intervalSeconds:{type:"i\
nteger",minimum:5,maximum:86400},ports:{type:"object",properties:{enabled:{type:"boolean"},hosts:{type:"array",maxItems:64,
items:{type:"string",maxLength:253}},ports:{type:"array",maxItems:256,items:{type:"string",maxLength:11,pattern:"^[0-9\
]{1,5}(-[0-9]{1,5})?$"}}},additionalProperties:!1},processes:{type:"object",properties:{enabled:{type:"boolean"},keywords:{
type:"array",maxItems:64,items:{type:"string",minLength:1,maxLength:255}}},additionalProperties:!1},docker:{type:"obje\
ct",properties:{enabled:{type:"boolean"}},additionalProperties:!1},rabbitmq:{type:"object",properties:{enabled:{type:"\
boolean"},managementUrl:{type:"string",maxLength:2048,pattern:"^https?://[^/\\s@]+"},username:{type:"string",minLength:1,
maxLength:255},password:{$ref:"#/$defs/part7"}},additionalProperties:!1},expected:{type:"array",maxItems:1e3,items:{type:"\
string",maxLength:253}},autoRoute:{type:"boolean"}},additionalProperties:!1},healing:{type:"object",properties:{mode:{
type:"string",enum:["Auto","Observe","Off"]},intervalSeconds:{type:"integer",minimum:5,maximum:86400},scoreThreshold:{
type:"integer",minimum:0,maximum:100},restarts:{type:"object",properties:{max:{type:"integer",minimum:1,maximum:100},windowSeconds:{
type:"integer",minimum:1,maximum:86400}},additionalProperties:!1},backoff:{type:"object",properties:{initialSeconds:{type:"\
integer",minimum:1,maximum:3600},maxSeconds:{type:"integer",minimum:1,maximum:86400}},additionalProperties:!1}},additionalProperties:!1},
monitoring:{type:"object",properties:{intervalSeconds:{type:"integer",minimum:1,maximum:86400},redis:{type:"array",maxItems:64,
items:{type:"object",required:["service"],properties:{service:{type:"string",minLength:1,maxLength:63}},additionalProperties:!1}},
rabbitmq:{type:"array",maxItems:64,items:{type:"object",required:["service"],properties:{service:{type:"string",minLength:1,
maxLength:63}},additionalProperties:!1}},webhooks:{type:"array",maxItems:32,items:{type:"object",required:["url"],properties:{
url:{type:"string",maxLength:2048,pattern:"^https?://[^/\\s]+"},events:{type:"array",maxItems:16,items:{type:"string",
enum:["Failover","Quarantine","Score","Recovered"]}}},additionalProperties:!1}}},additionalProperties:!1},score:{type:"\
object",properties:{weights:{type:"object",properties:{infrastructure:{type:"integer",minimum:0,maximum:100},discovery:{
type:"integer",minimum:0,maximum:100},routes:{type:"integer",minimum:0,maximum:100},connectivity:{type:"integer",minimum:0,
maximum:100},monitoring:{type:"integer",minimum:0,maximum:100}},additionalProperties:!1},target:{type:"integer",minimum:0,
maximum:100}},additionalProperties:!1}},additionalProperties:!1},status:{type:"object"}},additionalProperties:!1,$defs:{
part2:{type:"object",required:["name","key"],properties:{name:{type:"string",minLength:1,maxLength:253},key:{type:"str\
ing",minLength:1,maxLength:253}},additionalProperties:!1},part1:{type:"object",minProperties:1,maxProperties:1,properties:{
env:{type:"string",minLength:1,maxLength:255},file:{type:"string",minLength:1,maxLength:4096},secretKeyRef:{$ref:"#/$d\
efs/part2"},configMapKeyRef:{$ref:"#/$defs/part2"}},additionalProperties:!1},part3:{type:"object",properties:{cpus:{type:"\
string",maxLength:16,pattern:"^[0-9]+(\\.[0-9]+)?$"},memory:{type:"string",maxLength:32,pattern:"^[0-9]+(\\.[0-9]+)?(k|\
M|G|T|Ki|Mi|Gi|Ti)?$"},pids:{type:"integer",minimum:1,maximum:2147483647}},additionalProperties:!1},part0:{type:"objec\
t",required:["image"],properties:{image:{type:"string",minLength:1,maxLength:1024},pullPolicy:{type:"string",enum:["Al\
ways","IfNotPresent","Never"]},entrypoint:{type:"array",maxItems:256,items:{type:"string",maxLength:65536}},command:{type:"\
array",maxItems:256,items:{type:"string",maxLength:65536}},user:{type:"string",maxLength:255,pattern:"^[^\\s:]+(:[^\\s:]\
+)?$"},workingDir:{type:"string",maxLength:4096,pattern:"^/"},containerName:{type:"string",minLength:2,maxLength:255,pattern:"\
^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"},env:{type:"array",maxItems:256,items:{type:"object",required:["name"],properties:{name:{
type:"string",minLength:1,maxLength:255,pattern:"^[^=\\x00]+$"},value:{type:"string",maxLength:131072},valueFrom:{$ref:"\
#/$defs/part1"}},additionalProperties:!1}},volumes:{type:"array",maxItems:64,items:{type:"object",required:["mountPath"],
properties:{volume:{type:"string",minLength:2,maxLength:255,pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"},hostPath:{type:"st\
ring",minLength:1,maxLength:4096},tmpfs:{type:"object",properties:{size:{type:"string",maxLength:32,pattern:"^[0-9]+(\\\
.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$"}},additionalProperties:!1},mountPath:{type:"string",maxLength:4096,pattern:"^/"},readOnly:{
type:"boolean"}},additionalProperties:!1}},networks:{type:"array",maxItems:32,items:{type:"object",required:["name"],properties:{
name:{type:"string",maxLength:255,pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"},aliases:{type:"array",maxItems:32,items:{type:"\
string",maxLength:253,pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"}}},additionalProperties:!1}},resources:{$ref:"#/$defs/par\
t3"},healthcheck:{type:"object",properties:{test:{type:"array",maxItems:256,items:{type:"string",maxLength:65536}},intervalSeconds:{
type:"integer",minimum:1,maximum:3600},timeoutSeconds:{type:"integer",minimum:1,maximum:3600},startPeriodSeconds:{type:"\
integer",minimum:0,maximum:3600},startIntervalSeconds:{type:"integer",minimum:1,maximum:3600},retries:{type:"integer",
minimum:1,maximum:100},disable:{type:"boolean"}},additionalProperties:!1},stopSignal:{type:"string",maxLength:16,pattern:"\
^SIG[A-Z0-9+-]+$"},stopTimeoutSeconds:{type:"integer",minimum:0,maximum:3600},capAdd:{type:"array",maxItems:64,items:{
type:"string",maxLength:64}},capDrop:{type:"array",maxItems:64,items:{type:"string",maxLength:64}},extraHosts:{type:"a\
rray",maxItems:64,items:{type:"string",maxLength:512}},labels:{type:"object",maxProperties:128,additionalProperties:{type:"\
string",maxLength:4096}},privileged:{type:"boolean"},hostNetwork:{type:"boolean"},hostPid:{type:"boolean"},hostIpc:{type:"\
boolean"},devices:{type:"array",maxItems:32,items:{type:"string",maxLength:1024}},readOnlyRootFilesystem:{type:"boolea\
n"},init:{type:"boolean"}},additionalProperties:!1},part4:{type:"object",required:["command"],properties:{command:{type:"\
array",minItems:1,maxItems:256,items:{type:"string",maxLength:65536}},workingDir:{type:"string",minLength:1,maxLength:4096},
env:{type:"array",maxItems:256,items:{type:"object",required:["name"],properties:{name:{type:"string",minLength:1,maxLength:255,
pattern:"^[^=\\x00]+$"},value:{type:"string",maxLength:131072},valueFrom:{$ref:"#/$defs/part1"}},additionalProperties:!1}},
stopSignal:{type:"string",maxLength:16,pattern:"^SIG[A-Z0-9+-]+$"},stopTimeoutSeconds:{type:"integer",minimum:0,maximum:3600},
readyLog:{type:"string",minLength:1,maxLength:1024}},additionalProperties:!1},part5:{type:"object",required:["host"],properties:{
host:{type:"string",minLength:1,maxLength:253,pattern:"^[A-Za-z0-9_.:-]+$"}},additionalProperties:!1},part6:{type:"obj\
ect",required:["image"],properties:{image:{type:"string",minLength:1,maxLength:1024},command:{type:"array",maxItems:256,
items:{type:"string",maxLength:65536}},args:{type:"array",maxItems:256,items:{type:"string",maxLength:65536}},env:{type:"\
array",maxItems:256,items:{type:"object",required:["name"],properties:{name:{type:"string",minLength:1,maxLength:255,pattern:"\
^[^=\\x00]+$"},value:{type:"string",maxLength:131072},valueFrom:{$ref:"#/$defs/part1"}},additionalProperties:!1}},resources:{
$ref:"#/$defs/part3"},autoscale:{type:"object",required:["max"],properties:{min:{type:"integer",minimum:1,maximum:1e3},
max:{type:"integer",minimum:1,maximum:1e3},cpuPercent:{type:"integer",minimum:1,maximum:100}},additionalProperties:!1}},
additionalProperties:!1},part7:{type:"object",required:["valueFrom"],properties:{valueFrom:{$ref:"#/$defs/part1"}},additionalProperties:!1},
part8:{type:"object"},part10:{type:"object",maxProperties:64,additionalProperties:{type:"string",maxLength:8192}},part9:{
type:"object",properties:{set:{$ref:"#/$defs/part10"},add:{$ref:"#/$defs/part10"},remove:{type:"array",maxItems:64,items:{
type:"string",minLength:1,maxLength:255}}},additionalProperties:!1}}},re={type:"object",required:["host"],properties:{
host:{type:"string",minLength:1,maxLength:253,pattern:"^[A-Za-z0-9_.:-]+$"}},additionalProperties:!1},se={type:"object"},
S=Object.prototype.hasOwnProperty;import _ from"ajv/dist/runtime/ucs2length.js";const u=_.default,$=new RegExp("^[a-z0\
-9]([-a-z0-9]*[a-z0-9])?$","u"),G=new RegExp("^(unix:///.+|tcp://[^/@\\s]+)$","u"),j=new RegExp("^[a-zA-Z0-9][a-zA-Z0-\
9_.-]*$","u"),V=new RegExp("^[0-9a-fA-F.:]+/[0-9]{1,3}$","u"),z=new RegExp("^[A-Za-z0-9_.:-]+$","u"),T=new RegExp("^[0\
-9a-fA-F.:]+$","u"),U=new RegExp("^[0-9]{1,5}-[0-9]{1,5}$","u"),q=new RegExp("^/","u"),I=new RegExp("^https?://[^/\\s]+",
"u"),B=new RegExp("^[!-~]*$","u"),C=new RegExp("^[a-zA-Z0-9_-]+$","u"),Q=new RegExp("^[a-zA-Z0-9_.-]+$","u"),J=new RegExp(
"^(\\*\\.)?[a-zA-Z0-9_.:-]+$","u"),R=new RegExp("^/[^?#\\s]*$","u"),O=new RegExp("^[!-~]+$","u"),H=new RegExp("^[a-zA-\
Z0-9_.:-]+$","u"),W=new RegExp("^[0-9]{1,5}(-[0-9]{1,5})?$","u"),X=new RegExp("^https?://[^/\\s@]+","u"),Z={type:"obje\
ct",required:["image"],properties:{image:{type:"string",minLength:1,maxLength:1024},pullPolicy:{type:"string",enum:["A\
lways","IfNotPresent","Never"]},entrypoint:{type:"array",maxItems:256,items:{type:"string",maxLength:65536}},command:{
type:"array",maxItems:256,items:{type:"string",maxLength:65536}},user:{type:"string",maxLength:255,pattern:"^[^\\s:]+(:\
[^\\s:]+)?$"},workingDir:{type:"string",maxLength:4096,pattern:"^/"},containerName:{type:"string",minLength:2,maxLength:255,
pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"},env:{type:"array",maxItems:256,items:{type:"object",required:["name"],properties:{
name:{type:"string",minLength:1,maxLength:255,pattern:"^[^=\\x00]+$"},value:{type:"string",maxLength:131072},valueFrom:{
$ref:"#/$defs/part1"}},additionalProperties:!1}},volumes:{type:"array",maxItems:64,items:{type:"object",required:["mou\
ntPath"],properties:{volume:{type:"string",minLength:2,maxLength:255,pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"},hostPath:{
type:"string",minLength:1,maxLength:4096},tmpfs:{type:"object",properties:{size:{type:"string",maxLength:32,pattern:"^\
[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$"}},additionalProperties:!1},mountPath:{type:"string",maxLength:4096,pattern:"\
^/"},readOnly:{type:"boolean"}},additionalProperties:!1}},networks:{type:"array",maxItems:32,items:{type:"object",required:[
"name"],properties:{name:{type:"string",maxLength:255,pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"},aliases:{type:"array",maxItems:32,
items:{type:"string",maxLength:253,pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"}}},additionalProperties:!1}},resources:{$ref:"\
#/$defs/part3"},healthcheck:{type:"object",properties:{test:{type:"array",maxItems:256,items:{type:"string",maxLength:65536}},
intervalSeconds:{type:"integer",minimum:1,maximum:3600},timeoutSeconds:{type:"integer",minimum:1,maximum:3600},startPeriodSeconds:{
type:"integer",minimum:0,maximum:3600},startIntervalSeconds:{type:"integer",minimum:1,maximum:3600},retries:{type:"int\
eger",minimum:1,maximum:100},disable:{type:"boolean"}},additionalProperties:!1},stopSignal:{type:"string",maxLength:16,
pattern:"^SIG[A-Z0-9+-]+$"},stopTimeoutSeconds:{type:"integer",minimum:0,maximum:3600},capAdd:{type:"array",maxItems:64,
items:{type:"string",maxLength:64}},capDrop:{type:"array",maxItems:64,items:{type:"string",maxLength:64}},extraHosts:{
type:"array",maxItems:64,items:{type:"string",maxLength:512}},labels:{type:"object",maxProperties:128,additionalProperties:{
type:"string",maxLength:4096}},privileged:{type:"boolean"},hostNetwork:{type:"boolean"},hostPid:{type:"boolean"},hostIpc:{
type:"boolean"},devices:{type:"array",maxItems:32,items:{type:"string",maxLength:1024}},readOnlyRootFilesystem:{type:"\
boolean"},init:{type:"boolean"}},additionalProperties:!1},pe={type:"object",properties:{cpus:{type:"string",maxLength:16,
pattern:"^[0-9]+(\\.[0-9]+)?$"},memory:{type:"string",maxLength:32,pattern:"^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$"},
pids:{type:"integer",minimum:1,maximum:2147483647}},additionalProperties:!1},Y=new RegExp("^[^\\s:]+(:[^\\s:]+)?$","u"),
F=new RegExp("^[^=\\x00]+$","u"),D=new RegExp("^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$","u"),K=new RegExp("^[0-9]+(\
\\.[0-9]+)?$","u"),M=new RegExp("^SIG[A-Z0-9+-]+$","u"),ie={type:"object",minProperties:1,maxProperties:1,properties:{
env:{type:"string",minLength:1,maxLength:255},file:{type:"string",minLength:1,maxLength:4096},secretKeyRef:{$ref:"#/$d\
efs/part2"},configMapKeyRef:{$ref:"#/$defs/part2"}},additionalProperties:!1},oe={type:"object",required:["name","key"],
properties:{name:{type:"string",minLength:1,maxLength:253},key:{type:"string",minLength:1,maxLength:253}},additionalProperties:!1};
function k(y,{instancePath:t="",parentData:A,parentDataProperty:N,rootData:f=y}={}){let e=null,s=0;if(y&&typeof y=="ob\
ject"&&!Array.isArray(y)){if(Object.keys(y).length>1){const l={instancePath:t,schemaPath:"#/maxProperties",keyword:"ma\
xProperties",params:{limit:1}};e===null?e=[l]:e.push(l),s++}if(Object.keys(y).length<1){const l={instancePath:t,schemaPath:"\
#/minProperties",keyword:"minProperties",params:{limit:1}};e===null?e=[l]:e.push(l),s++}for(const l in y)if(!(l==="env"||
l==="file"||l==="secretKeyRef"||l==="configMapKeyRef")){const o={instancePath:t,schemaPath:"#/additionalProperties",keyword:"\
additionalProperties",params:{additionalProperty:l}};e===null?e=[o]:e.push(o),s++}if(y.env!==void 0){let l=y.env;if(typeof l==
"string"){if(u(l)>255){const o={instancePath:t+"/env",schemaPath:"#/properties/env/maxLength",keyword:"maxLength",params:{
limit:255}};e===null?e=[o]:e.push(o),s++}if(u(l)<1){const o={instancePath:t+"/env",schemaPath:"#/properties/env/minLen\
gth",keyword:"minLength",params:{limit:1}};e===null?e=[o]:e.push(o),s++}}else{const o={instancePath:t+"/env",schemaPath:"\
#/properties/env/type",keyword:"type",params:{type:"string"}};e===null?e=[o]:e.push(o),s++}}if(y.file!==void 0){let l=y.
file;if(typeof l=="string"){if(u(l)>4096){const o={instancePath:t+"/file",schemaPath:"#/properties/file/maxLength",keyword:"\
maxLength",params:{limit:4096}};e===null?e=[o]:e.push(o),s++}if(u(l)<1){const o={instancePath:t+"/file",schemaPath:"#/\
properties/file/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[o]:e.push(o),s++}}else{const o={instancePath:t+
"/file",schemaPath:"#/properties/file/type",keyword:"type",params:{type:"string"}};e===null?e=[o]:e.push(o),s++}}if(y.
secretKeyRef!==void 0){let l=y.secretKeyRef;if(l&&typeof l=="object"&&!Array.isArray(l)){if(l.name===void 0){const o={
instancePath:t+"/secretKeyRef",schemaPath:"#/$defs/part2/required",keyword:"required",params:{missingProperty:"name"}};
e===null?e=[o]:e.push(o),s++}if(l.key===void 0){const o={instancePath:t+"/secretKeyRef",schemaPath:"#/$defs/part2/requ\
ired",keyword:"required",params:{missingProperty:"key"}};e===null?e=[o]:e.push(o),s++}for(const o in l)if(!(o==="name"||
o==="key")){const p={instancePath:t+"/secretKeyRef",schemaPath:"#/$defs/part2/additionalProperties",keyword:"additiona\
lProperties",params:{additionalProperty:o}};e===null?e=[p]:e.push(p),s++}if(l.name!==void 0){let o=l.name;if(typeof o==
"string"){if(u(o)>253){const p={instancePath:t+"/secretKeyRef/name",schemaPath:"#/$defs/part2/properties/name/maxLengt\
h",keyword:"maxLength",params:{limit:253}};e===null?e=[p]:e.push(p),s++}if(u(o)<1){const p={instancePath:t+"/secretKey\
Ref/name",schemaPath:"#/$defs/part2/properties/name/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[p]:e.
push(p),s++}}else{const p={instancePath:t+"/secretKeyRef/name",schemaPath:"#/$defs/part2/properties/name/type",keyword:"\
type",params:{type:"string"}};e===null?e=[p]:e.push(p),s++}}if(l.key!==void 0){let o=l.key;if(typeof o=="string"){if(u(
o)>253){const p={instancePath:t+"/secretKeyRef/key",schemaPath:"#/$defs/part2/properties/key/maxLength",keyword:"maxLe\
ngth",params:{limit:253}};e===null?e=[p]:e.push(p),s++}if(u(o)<1){const p={instancePath:t+"/secretKeyRef/key",schemaPath:"\
#/$defs/part2/properties/key/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[p]:e.push(p),s++}}else{const p={
instancePath:t+"/secretKeyRef/key",schemaPath:"#/$defs/part2/properties/key/type",keyword:"type",params:{type:"string"}};
e===null?e=[p]:e.push(p),s++}}}else{const o={instancePath:t+"/secretKeyRef",schemaPath:"#/$defs/part2/type",keyword:"t\
ype",params:{type:"object"}};e===null?e=[o]:e.push(o),s++}}if(y.configMapKeyRef!==void 0){let l=y.configMapKeyRef;if(l&&
typeof l=="object"&&!Array.isArray(l)){if(l.name===void 0){const o={instancePath:t+"/configMapKeyRef",schemaPath:"#/$d\
efs/part2/required",keyword:"required",params:{missingProperty:"name"}};e===null?e=[o]:e.push(o),s++}if(l.key===void 0){
const o={instancePath:t+"/configMapKeyRef",schemaPath:"#/$defs/part2/required",keyword:"required",params:{missingProperty:"\
key"}};e===null?e=[o]:e.push(o),s++}for(const o in l)if(!(o==="name"||o==="key")){const p={instancePath:t+"/configMapK\
eyRef",schemaPath:"#/$defs/part2/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:o}};e===
null?e=[p]:e.push(p),s++}if(l.name!==void 0){let o=l.name;if(typeof o=="string"){if(u(o)>253){const p={instancePath:t+
"/configMapKeyRef/name",schemaPath:"#/$defs/part2/properties/name/maxLength",keyword:"maxLength",params:{limit:253}};e===
null?e=[p]:e.push(p),s++}if(u(o)<1){const p={instancePath:t+"/configMapKeyRef/name",schemaPath:"#/$defs/part2/properti\
es/name/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[p]:e.push(p),s++}}else{const p={instancePath:t+"/\
configMapKeyRef/name",schemaPath:"#/$defs/part2/properties/name/type",keyword:"type",params:{type:"string"}};e===null?
e=[p]:e.push(p),s++}}if(l.key!==void 0){let o=l.key;if(typeof o=="string"){if(u(o)>253){const p={instancePath:t+"/conf\
igMapKeyRef/key",schemaPath:"#/$defs/part2/properties/key/maxLength",keyword:"maxLength",params:{limit:253}};e===null?
e=[p]:e.push(p),s++}if(u(o)<1){const p={instancePath:t+"/configMapKeyRef/key",schemaPath:"#/$defs/part2/properties/key\
/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[p]:e.push(p),s++}}else{const p={instancePath:t+"/configM\
apKeyRef/key",schemaPath:"#/$defs/part2/properties/key/type",keyword:"type",params:{type:"string"}};e===null?e=[p]:e.push(
p),s++}}}else{const o={instancePath:t+"/configMapKeyRef",schemaPath:"#/$defs/part2/type",keyword:"type",params:{type:"\
object"}};e===null?e=[o]:e.push(o),s++}}}else{const l={instancePath:t,schemaPath:"#/type",keyword:"type",params:{type:"\
object"}};e===null?e=[l]:e.push(l),s++}return k.errors=e,s===0}function x(y,{instancePath:t="",parentData:A,parentDataProperty:N,
rootData:f=y}={}){let e=null,s=0;if(y&&typeof y=="object"&&!Array.isArray(y)){if(y.image===void 0){const l={instancePath:t,
schemaPath:"#/required",keyword:"required",params:{missingProperty:"image"}};e===null?e=[l]:e.push(l),s++}for(const l in y)
if(!S.call(Z.properties,l)){const o={instancePath:t,schemaPath:"#/additionalProperties",keyword:"additionalProperties",
params:{additionalProperty:l}};e===null?e=[o]:e.push(o),s++}if(y.image!==void 0){let l=y.image;if(typeof l=="string"){
if(u(l)>1024){const o={instancePath:t+"/image",schemaPath:"#/properties/image/maxLength",keyword:"maxLength",params:{limit:1024}};
e===null?e=[o]:e.push(o),s++}if(u(l)<1){const o={instancePath:t+"/image",schemaPath:"#/properties/image/minLength",keyword:"\
minLength",params:{limit:1}};e===null?e=[o]:e.push(o),s++}}else{const o={instancePath:t+"/image",schemaPath:"#/propert\
ies/image/type",keyword:"type",params:{type:"string"}};e===null?e=[o]:e.push(o),s++}}if(y.pullPolicy!==void 0){let l=y.
pullPolicy;if(typeof l!="string"){const o={instancePath:t+"/pullPolicy",schemaPath:"#/properties/pullPolicy/type",keyword:"\
type",params:{type:"string"}};e===null?e=[o]:e.push(o),s++}if(!(l==="Always"||l==="IfNotPresent"||l==="Never")){const o={
instancePath:t+"/pullPolicy",schemaPath:"#/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues:Z.properties.
pullPolicy.enum}};e===null?e=[o]:e.push(o),s++}}if(y.entrypoint!==void 0){let l=y.entrypoint;if(Array.isArray(l)){if(l.
length>256){const p={instancePath:t+"/entrypoint",schemaPath:"#/properties/entrypoint/maxItems",keyword:"maxItems",params:{
limit:256}};e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<o;p++){let r=l[p];if(typeof r=="string"){if(u(
r)>65536){const i={instancePath:t+"/entrypoint/"+p,schemaPath:"#/properties/entrypoint/items/maxLength",keyword:"maxLe\
ngth",params:{limit:65536}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+"/entrypoint/"+p,schemaPath:"#/\
properties/entrypoint/items/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}}else{const o={
instancePath:t+"/entrypoint",schemaPath:"#/properties/entrypoint/type",keyword:"type",params:{type:"array"}};e===null?
e=[o]:e.push(o),s++}}if(y.command!==void 0){let l=y.command;if(Array.isArray(l)){if(l.length>256){const p={instancePath:t+
"/command",schemaPath:"#/properties/command/maxItems",keyword:"maxItems",params:{limit:256}};e===null?e=[p]:e.push(p),
s++}const o=l.length;for(let p=0;p<o;p++){let r=l[p];if(typeof r=="string"){if(u(r)>65536){const i={instancePath:t+"/c\
ommand/"+p,schemaPath:"#/properties/command/items/maxLength",keyword:"maxLength",params:{limit:65536}};e===null?e=[i]:
e.push(i),s++}}else{const i={instancePath:t+"/command/"+p,schemaPath:"#/properties/command/items/type",keyword:"type",
params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+"/command",schemaPath:"#/propertie\
s/command/type",keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}if(y.user!==void 0){let l=y.user;if(typeof l==
"string"){if(u(l)>255){const o={instancePath:t+"/user",schemaPath:"#/properties/user/maxLength",keyword:"maxLength",params:{
limit:255}};e===null?e=[o]:e.push(o),s++}if(!Y.test(l)){const o={instancePath:t+"/user",schemaPath:"#/properties/user/\
pattern",keyword:"pattern",params:{pattern:"^[^\\s:]+(:[^\\s:]+)?$"}};e===null?e=[o]:e.push(o),s++}}else{const o={instancePath:t+
"/user",schemaPath:"#/properties/user/type",keyword:"type",params:{type:"string"}};e===null?e=[o]:e.push(o),s++}}if(y.
workingDir!==void 0){let l=y.workingDir;if(typeof l=="string"){if(u(l)>4096){const o={instancePath:t+"/workingDir",schemaPath:"\
#/properties/workingDir/maxLength",keyword:"maxLength",params:{limit:4096}};e===null?e=[o]:e.push(o),s++}if(!q.test(l)){
const o={instancePath:t+"/workingDir",schemaPath:"#/properties/workingDir/pattern",keyword:"pattern",params:{pattern:"\
^/"}};e===null?e=[o]:e.push(o),s++}}else{const o={instancePath:t+"/workingDir",schemaPath:"#/properties/workingDir/typ\
e",keyword:"type",params:{type:"string"}};e===null?e=[o]:e.push(o),s++}}if(y.containerName!==void 0){let l=y.containerName;
if(typeof l=="string"){if(u(l)>255){const o={instancePath:t+"/containerName",schemaPath:"#/properties/containerName/ma\
xLength",keyword:"maxLength",params:{limit:255}};e===null?e=[o]:e.push(o),s++}if(u(l)<2){const o={instancePath:t+"/con\
tainerName",schemaPath:"#/properties/containerName/minLength",keyword:"minLength",params:{limit:2}};e===null?e=[o]:e.push(
o),s++}if(!j.test(l)){const o={instancePath:t+"/containerName",schemaPath:"#/properties/containerName/pattern",keyword:"\
pattern",params:{pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"}};e===null?e=[o]:e.push(o),s++}}else{const o={instancePath:t+"\
/containerName",schemaPath:"#/properties/containerName/type",keyword:"type",params:{type:"string"}};e===null?e=[o]:e.push(
o),s++}}if(y.env!==void 0){let l=y.env;if(Array.isArray(l)){if(l.length>256){const p={instancePath:t+"/env",schemaPath:"\
#/properties/env/maxItems",keyword:"maxItems",params:{limit:256}};e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<
o;p++){let r=l[p];if(r&&typeof r=="object"&&!Array.isArray(r)){if(r.name===void 0){const i={instancePath:t+"/env/"+p,schemaPath:"\
#/properties/env/items/required",keyword:"required",params:{missingProperty:"name"}};e===null?e=[i]:e.push(i),s++}for(const i in r)
if(!(i==="name"||i==="value"||i==="valueFrom")){const m={instancePath:t+"/env/"+p,schemaPath:"#/properties/env/items/a\
dditionalProperties",keyword:"additionalProperties",params:{additionalProperty:i}};e===null?e=[m]:e.push(m),s++}if(r.name!==
void 0){let i=r.name;if(typeof i=="string"){if(u(i)>255){const m={instancePath:t+"/env/"+p+"/name",schemaPath:"#/prope\
rties/env/items/properties/name/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[m]:e.push(m),s++}if(u(i)<
1){const m={instancePath:t+"/env/"+p+"/name",schemaPath:"#/properties/env/items/properties/name/minLength",keyword:"mi\
nLength",params:{limit:1}};e===null?e=[m]:e.push(m),s++}if(!F.test(i)){const m={instancePath:t+"/env/"+p+"/name",schemaPath:"\
#/properties/env/items/properties/name/pattern",keyword:"pattern",params:{pattern:"^[^=\\x00]+$"}};e===null?e=[m]:e.push(
m),s++}}else{const m={instancePath:t+"/env/"+p+"/name",schemaPath:"#/properties/env/items/properties/name/type",keyword:"\
type",params:{type:"string"}};e===null?e=[m]:e.push(m),s++}}if(r.value!==void 0){let i=r.value;if(typeof i=="string"){
if(u(i)>131072){const m={instancePath:t+"/env/"+p+"/value",schemaPath:"#/properties/env/items/properties/value/maxLeng\
th",keyword:"maxLength",params:{limit:131072}};e===null?e=[m]:e.push(m),s++}}else{const m={instancePath:t+"/env/"+p+"/\
value",schemaPath:"#/properties/env/items/properties/value/type",keyword:"type",params:{type:"string"}};e===null?e=[m]:
e.push(m),s++}}r.valueFrom!==void 0&&(k(r.valueFrom,{instancePath:t+"/env/"+p+"/valueFrom",parentData:r,parentDataProperty:"\
valueFrom",rootData:f})||(e=e===null?k.errors:e.concat(k.errors),s=e.length))}else{const i={instancePath:t+"/env/"+p,schemaPath:"\
#/properties/env/items/type",keyword:"type",params:{type:"object"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+
"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}if(y.volumes!==
void 0){let l=y.volumes;if(Array.isArray(l)){if(l.length>64){const p={instancePath:t+"/volumes",schemaPath:"#/properti\
es/volumes/maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<
o;p++){let r=l[p];if(r&&typeof r=="object"&&!Array.isArray(r)){if(r.mountPath===void 0){const i={instancePath:t+"/volu\
mes/"+p,schemaPath:"#/properties/volumes/items/required",keyword:"required",params:{missingProperty:"mountPath"}};e===
null?e=[i]:e.push(i),s++}for(const i in r)if(!(i==="volume"||i==="hostPath"||i==="tmpfs"||i==="mountPath"||i==="readOn\
ly")){const m={instancePath:t+"/volumes/"+p,schemaPath:"#/properties/volumes/items/additionalProperties",keyword:"addi\
tionalProperties",params:{additionalProperty:i}};e===null?e=[m]:e.push(m),s++}if(r.volume!==void 0){let i=r.volume;if(typeof i==
"string"){if(u(i)>255){const m={instancePath:t+"/volumes/"+p+"/volume",schemaPath:"#/properties/volumes/items/properti\
es/volume/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[m]:e.push(m),s++}if(u(i)<2){const m={instancePath:t+
"/volumes/"+p+"/volume",schemaPath:"#/properties/volumes/items/properties/volume/minLength",keyword:"minLength",params:{
limit:2}};e===null?e=[m]:e.push(m),s++}if(!j.test(i)){const m={instancePath:t+"/volumes/"+p+"/volume",schemaPath:"#/pr\
operties/volumes/items/properties/volume/pattern",keyword:"pattern",params:{pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"}};e===
null?e=[m]:e.push(m),s++}}else{const m={instancePath:t+"/volumes/"+p+"/volume",schemaPath:"#/properties/volumes/items/\
properties/volume/type",keyword:"type",params:{type:"string"}};e===null?e=[m]:e.push(m),s++}}if(r.hostPath!==void 0){let i=r.
hostPath;if(typeof i=="string"){if(u(i)>4096){const m={instancePath:t+"/volumes/"+p+"/hostPath",schemaPath:"#/properti\
es/volumes/items/properties/hostPath/maxLength",keyword:"maxLength",params:{limit:4096}};e===null?e=[m]:e.push(m),s++}
if(u(i)<1){const m={instancePath:t+"/volumes/"+p+"/hostPath",schemaPath:"#/properties/volumes/items/properties/hostPat\
h/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[m]:e.push(m),s++}}else{const m={instancePath:t+"/volume\
s/"+p+"/hostPath",schemaPath:"#/properties/volumes/items/properties/hostPath/type",keyword:"type",params:{type:"string"}};
e===null?e=[m]:e.push(m),s++}}if(r.tmpfs!==void 0){let i=r.tmpfs;if(i&&typeof i=="object"&&!Array.isArray(i)){for(const m in i)
if(m!=="size"){const a={instancePath:t+"/volumes/"+p+"/tmpfs",schemaPath:"#/properties/volumes/items/properties/tmpfs/\
additionalProperties",keyword:"additionalProperties",params:{additionalProperty:m}};e===null?e=[a]:e.push(a),s++}if(i.
size!==void 0){let m=i.size;if(typeof m=="string"){if(u(m)>32){const a={instancePath:t+"/volumes/"+p+"/tmpfs/size",schemaPath:"\
#/properties/volumes/items/properties/tmpfs/properties/size/maxLength",keyword:"maxLength",params:{limit:32}};e===null?
e=[a]:e.push(a),s++}if(!D.test(m)){const a={instancePath:t+"/volumes/"+p+"/tmpfs/size",schemaPath:"#/properties/volume\
s/items/properties/tmpfs/properties/size/pattern",keyword:"pattern",params:{pattern:"^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|\
Gi|Ti)?$"}};e===null?e=[a]:e.push(a),s++}}else{const a={instancePath:t+"/volumes/"+p+"/tmpfs/size",schemaPath:"#/prope\
rties/volumes/items/properties/tmpfs/properties/size/type",keyword:"type",params:{type:"string"}};e===null?e=[a]:e.push(
a),s++}}}else{const m={instancePath:t+"/volumes/"+p+"/tmpfs",schemaPath:"#/properties/volumes/items/properties/tmpfs/t\
ype",keyword:"type",params:{type:"object"}};e===null?e=[m]:e.push(m),s++}}if(r.mountPath!==void 0){let i=r.mountPath;if(typeof i==
"string"){if(u(i)>4096){const m={instancePath:t+"/volumes/"+p+"/mountPath",schemaPath:"#/properties/volumes/items/prop\
erties/mountPath/maxLength",keyword:"maxLength",params:{limit:4096}};e===null?e=[m]:e.push(m),s++}if(!q.test(i)){const m={
instancePath:t+"/volumes/"+p+"/mountPath",schemaPath:"#/properties/volumes/items/properties/mountPath/pattern",keyword:"\
pattern",params:{pattern:"^/"}};e===null?e=[m]:e.push(m),s++}}else{const m={instancePath:t+"/volumes/"+p+"/mountPath",
schemaPath:"#/properties/volumes/items/properties/mountPath/type",keyword:"type",params:{type:"string"}};e===null?e=[m]:
e.push(m),s++}}if(r.readOnly!==void 0&&typeof r.readOnly!="boolean"){const i={instancePath:t+"/volumes/"+p+"/readOnly",
schemaPath:"#/properties/volumes/items/properties/readOnly/type",keyword:"type",params:{type:"boolean"}};e===null?e=[i]:
e.push(i),s++}}else{const i={instancePath:t+"/volumes/"+p,schemaPath:"#/properties/volumes/items/type",keyword:"type",
params:{type:"object"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+"/volumes",schemaPath:"#/propertie\
s/volumes/type",keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}if(y.networks!==void 0){let l=y.networks;
if(Array.isArray(l)){if(l.length>32){const p={instancePath:t+"/networks",schemaPath:"#/properties/networks/maxItems",keyword:"\
maxItems",params:{limit:32}};e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<o;p++){let r=l[p];if(r&&typeof r==
"object"&&!Array.isArray(r)){if(r.name===void 0){const i={instancePath:t+"/networks/"+p,schemaPath:"#/properties/netwo\
rks/items/required",keyword:"required",params:{missingProperty:"name"}};e===null?e=[i]:e.push(i),s++}for(const i in r)
if(!(i==="name"||i==="aliases")){const m={instancePath:t+"/networks/"+p,schemaPath:"#/properties/networks/items/additi\
onalProperties",keyword:"additionalProperties",params:{additionalProperty:i}};e===null?e=[m]:e.push(m),s++}if(r.name!==
void 0){let i=r.name;if(typeof i=="string"){if(u(i)>255){const m={instancePath:t+"/networks/"+p+"/name",schemaPath:"#/\
properties/networks/items/properties/name/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[m]:e.push(m),
s++}if(!j.test(i)){const m={instancePath:t+"/networks/"+p+"/name",schemaPath:"#/properties/networks/items/properties/n\
ame/pattern",keyword:"pattern",params:{pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"}};e===null?e=[m]:e.push(m),s++}}else{const m={
instancePath:t+"/networks/"+p+"/name",schemaPath:"#/properties/networks/items/properties/name/type",keyword:"type",params:{
type:"string"}};e===null?e=[m]:e.push(m),s++}}if(r.aliases!==void 0){let i=r.aliases;if(Array.isArray(i)){if(i.length>
32){const a={instancePath:t+"/networks/"+p+"/aliases",schemaPath:"#/properties/networks/items/properties/aliases/maxIt\
ems",keyword:"maxItems",params:{limit:32}};e===null?e=[a]:e.push(a),s++}const m=i.length;for(let a=0;a<m;a++){let n=i[a];
if(typeof n=="string"){if(u(n)>253){const c={instancePath:t+"/networks/"+p+"/aliases/"+a,schemaPath:"#/properties/netw\
orks/items/properties/aliases/items/maxLength",keyword:"maxLength",params:{limit:253}};e===null?e=[c]:e.push(c),s++}if(!j.
test(n)){const c={instancePath:t+"/networks/"+p+"/aliases/"+a,schemaPath:"#/properties/networks/items/properties/alias\
es/items/pattern",keyword:"pattern",params:{pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"}};e===null?e=[c]:e.push(c),s++}}else{
const c={instancePath:t+"/networks/"+p+"/aliases/"+a,schemaPath:"#/properties/networks/items/properties/aliases/items/\
type",keyword:"type",params:{type:"string"}};e===null?e=[c]:e.push(c),s++}}}else{const m={instancePath:t+"/networks/"+
p+"/aliases",schemaPath:"#/properties/networks/items/properties/aliases/type",keyword:"type",params:{type:"array"}};e===
null?e=[m]:e.push(m),s++}}}else{const i={instancePath:t+"/networks/"+p,schemaPath:"#/properties/networks/items/type",keyword:"\
type",params:{type:"object"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+"/networks",schemaPath:"#/pr\
operties/networks/type",keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}if(y.resources!==void 0){let l=y.
resources;if(l&&typeof l=="object"&&!Array.isArray(l)){for(const o in l)if(!(o==="cpus"||o==="memory"||o==="pids")){const p={
instancePath:t+"/resources",schemaPath:"#/$defs/part3/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:o}};
e===null?e=[p]:e.push(p),s++}if(l.cpus!==void 0){let o=l.cpus;if(typeof o=="string"){if(u(o)>16){const p={instancePath:t+
"/resources/cpus",schemaPath:"#/$defs/part3/properties/cpus/maxLength",keyword:"maxLength",params:{limit:16}};e===null?
e=[p]:e.push(p),s++}if(!K.test(o)){const p={instancePath:t+"/resources/cpus",schemaPath:"#/$defs/part3/properties/cpus\
/pattern",keyword:"pattern",params:{pattern:"^[0-9]+(\\.[0-9]+)?$"}};e===null?e=[p]:e.push(p),s++}}else{const p={instancePath:t+
"/resources/cpus",schemaPath:"#/$defs/part3/properties/cpus/type",keyword:"type",params:{type:"string"}};e===null?e=[p]:
e.push(p),s++}}if(l.memory!==void 0){let o=l.memory;if(typeof o=="string"){if(u(o)>32){const p={instancePath:t+"/resou\
rces/memory",schemaPath:"#/$defs/part3/properties/memory/maxLength",keyword:"maxLength",params:{limit:32}};e===null?e=
[p]:e.push(p),s++}if(!D.test(o)){const p={instancePath:t+"/resources/memory",schemaPath:"#/$defs/part3/properties/memo\
ry/pattern",keyword:"pattern",params:{pattern:"^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$"}};e===null?e=[p]:e.push(p),
s++}}else{const p={instancePath:t+"/resources/memory",schemaPath:"#/$defs/part3/properties/memory/type",keyword:"type",
params:{type:"string"}};e===null?e=[p]:e.push(p),s++}}if(l.pids!==void 0){let o=l.pids;if(!(typeof o=="number"&&!(o%1)&&
!isNaN(o)&&isFinite(o))){const p={instancePath:t+"/resources/pids",schemaPath:"#/$defs/part3/properties/pids/type",keyword:"\
type",params:{type:"integer"}};e===null?e=[p]:e.push(p),s++}if(typeof o=="number"&&isFinite(o)){if(o>2147483647||isNaN(
o)){const p={instancePath:t+"/resources/pids",schemaPath:"#/$defs/part3/properties/pids/maximum",keyword:"maximum",params:{
comparison:"<=",limit:2147483647}};e===null?e=[p]:e.push(p),s++}if(o<1||isNaN(o)){const p={instancePath:t+"/resources/\
pids",schemaPath:"#/$defs/part3/properties/pids/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?
e=[p]:e.push(p),s++}}}}else{const o={instancePath:t+"/resources",schemaPath:"#/$defs/part3/type",keyword:"type",params:{
type:"object"}};e===null?e=[o]:e.push(o),s++}}if(y.healthcheck!==void 0){let l=y.healthcheck;if(l&&typeof l=="object"&&
!Array.isArray(l)){for(const o in l)if(!(o==="test"||o==="intervalSeconds"||o==="timeoutSeconds"||o==="startPeriodSeco\
nds"||o==="startIntervalSeconds"||o==="retries"||o==="disable")){const p={instancePath:t+"/healthcheck",schemaPath:"#/\
properties/healthcheck/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:o}};e===null?e=
[p]:e.push(p),s++}if(l.test!==void 0){let o=l.test;if(Array.isArray(o)){if(o.length>256){const r={instancePath:t+"/hea\
lthcheck/test",schemaPath:"#/properties/healthcheck/properties/test/maxItems",keyword:"maxItems",params:{limit:256}};e===
null?e=[r]:e.push(r),s++}const p=o.length;for(let r=0;r<p;r++){let i=o[r];if(typeof i=="string"){if(u(i)>65536){const m={
instancePath:t+"/healthcheck/test/"+r,schemaPath:"#/properties/healthcheck/properties/test/items/maxLength",keyword:"m\
axLength",params:{limit:65536}};e===null?e=[m]:e.push(m),s++}}else{const m={instancePath:t+"/healthcheck/test/"+r,schemaPath:"\
#/properties/healthcheck/properties/test/items/type",keyword:"type",params:{type:"string"}};e===null?e=[m]:e.push(m),s++}}}else{
const p={instancePath:t+"/healthcheck/test",schemaPath:"#/properties/healthcheck/properties/test/type",keyword:"type",
params:{type:"array"}};e===null?e=[p]:e.push(p),s++}}if(l.intervalSeconds!==void 0){let o=l.intervalSeconds;if(!(typeof o==
"number"&&!(o%1)&&!isNaN(o)&&isFinite(o))){const p={instancePath:t+"/healthcheck/intervalSeconds",schemaPath:"#/proper\
ties/healthcheck/properties/intervalSeconds/type",keyword:"type",params:{type:"integer"}};e===null?e=[p]:e.push(p),s++}
if(typeof o=="number"&&isFinite(o)){if(o>3600||isNaN(o)){const p={instancePath:t+"/healthcheck/intervalSeconds",schemaPath:"\
#/properties/healthcheck/properties/intervalSeconds/maximum",keyword:"maximum",params:{comparison:"<=",limit:3600}};e===
null?e=[p]:e.push(p),s++}if(o<1||isNaN(o)){const p={instancePath:t+"/healthcheck/intervalSeconds",schemaPath:"#/proper\
ties/healthcheck/properties/intervalSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[p]:
e.push(p),s++}}}if(l.timeoutSeconds!==void 0){let o=l.timeoutSeconds;if(!(typeof o=="number"&&!(o%1)&&!isNaN(o)&&isFinite(
o))){const p={instancePath:t+"/healthcheck/timeoutSeconds",schemaPath:"#/properties/healthcheck/properties/timeoutSeco\
nds/type",keyword:"type",params:{type:"integer"}};e===null?e=[p]:e.push(p),s++}if(typeof o=="number"&&isFinite(o)){if(o>
3600||isNaN(o)){const p={instancePath:t+"/healthcheck/timeoutSeconds",schemaPath:"#/properties/healthcheck/properties/\
timeoutSeconds/maximum",keyword:"maximum",params:{comparison:"<=",limit:3600}};e===null?e=[p]:e.push(p),s++}if(o<1||isNaN(
o)){const p={instancePath:t+"/healthcheck/timeoutSeconds",schemaPath:"#/properties/healthcheck/properties/timeoutSecon\
ds/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[p]:e.push(p),s++}}}if(l.startPeriodSeconds!==
void 0){let o=l.startPeriodSeconds;if(!(typeof o=="number"&&!(o%1)&&!isNaN(o)&&isFinite(o))){const p={instancePath:t+"\
/healthcheck/startPeriodSeconds",schemaPath:"#/properties/healthcheck/properties/startPeriodSeconds/type",keyword:"typ\
e",params:{type:"integer"}};e===null?e=[p]:e.push(p),s++}if(typeof o=="number"&&isFinite(o)){if(o>3600||isNaN(o)){const p={
instancePath:t+"/healthcheck/startPeriodSeconds",schemaPath:"#/properties/healthcheck/properties/startPeriodSeconds/ma\
ximum",keyword:"maximum",params:{comparison:"<=",limit:3600}};e===null?e=[p]:e.push(p),s++}if(o<0||isNaN(o)){const p={
instancePath:t+"/healthcheck/startPeriodSeconds",schemaPath:"#/properties/healthcheck/properties/startPeriodSeconds/mi\
nimum",keyword:"minimum",params:{comparison:">=",limit:0}};e===null?e=[p]:e.push(p),s++}}}if(l.startIntervalSeconds!==
void 0){let o=l.startIntervalSeconds;if(!(typeof o=="number"&&!(o%1)&&!isNaN(o)&&isFinite(o))){const p={instancePath:t+
"/healthcheck/startIntervalSeconds",schemaPath:"#/properties/healthcheck/properties/startIntervalSeconds/type",keyword:"\
type",params:{type:"integer"}};e===null?e=[p]:e.push(p),s++}if(typeof o=="number"&&isFinite(o)){if(o>3600||isNaN(o)){const p={
instancePath:t+"/healthcheck/startIntervalSeconds",schemaPath:"#/properties/healthcheck/properties/startIntervalSecond\
s/maximum",keyword:"maximum",params:{comparison:"<=",limit:3600}};e===null?e=[p]:e.push(p),s++}if(o<1||isNaN(o)){const p={
instancePath:t+"/healthcheck/startIntervalSeconds",schemaPath:"#/properties/healthcheck/properties/startIntervalSecond\
s/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[p]:e.push(p),s++}}}if(l.retries!==void 0){let o=l.
retries;if(!(typeof o=="number"&&!(o%1)&&!isNaN(o)&&isFinite(o))){const p={instancePath:t+"/healthcheck/retries",schemaPath:"\
#/properties/healthcheck/properties/retries/type",keyword:"type",params:{type:"integer"}};e===null?e=[p]:e.push(p),s++}
if(typeof o=="number"&&isFinite(o)){if(o>100||isNaN(o)){const p={instancePath:t+"/healthcheck/retries",schemaPath:"#/p\
roperties/healthcheck/properties/retries/maximum",keyword:"maximum",params:{comparison:"<=",limit:100}};e===null?e=[p]:
e.push(p),s++}if(o<1||isNaN(o)){const p={instancePath:t+"/healthcheck/retries",schemaPath:"#/properties/healthcheck/pr\
operties/retries/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[p]:e.push(p),s++}}}if(l.disable!==
void 0&&typeof l.disable!="boolean"){const o={instancePath:t+"/healthcheck/disable",schemaPath:"#/properties/healthche\
ck/properties/disable/type",keyword:"type",params:{type:"boolean"}};e===null?e=[o]:e.push(o),s++}}else{const o={instancePath:t+
"/healthcheck",schemaPath:"#/properties/healthcheck/type",keyword:"type",params:{type:"object"}};e===null?e=[o]:e.push(
o),s++}}if(y.stopSignal!==void 0){let l=y.stopSignal;if(typeof l=="string"){if(u(l)>16){const o={instancePath:t+"/stop\
Signal",schemaPath:"#/properties/stopSignal/maxLength",keyword:"maxLength",params:{limit:16}};e===null?e=[o]:e.push(o),
s++}if(!M.test(l)){const o={instancePath:t+"/stopSignal",schemaPath:"#/properties/stopSignal/pattern",keyword:"pattern",
params:{pattern:"^SIG[A-Z0-9+-]+$"}};e===null?e=[o]:e.push(o),s++}}else{const o={instancePath:t+"/stopSignal",schemaPath:"\
#/properties/stopSignal/type",keyword:"type",params:{type:"string"}};e===null?e=[o]:e.push(o),s++}}if(y.stopTimeoutSeconds!==
void 0){let l=y.stopTimeoutSeconds;if(!(typeof l=="number"&&!(l%1)&&!isNaN(l)&&isFinite(l))){const o={instancePath:t+"\
/stopTimeoutSeconds",schemaPath:"#/properties/stopTimeoutSeconds/type",keyword:"type",params:{type:"integer"}};e===null?
e=[o]:e.push(o),s++}if(typeof l=="number"&&isFinite(l)){if(l>3600||isNaN(l)){const o={instancePath:t+"/stopTimeoutSeco\
nds",schemaPath:"#/properties/stopTimeoutSeconds/maximum",keyword:"maximum",params:{comparison:"<=",limit:3600}};e===null?
e=[o]:e.push(o),s++}if(l<0||isNaN(l)){const o={instancePath:t+"/stopTimeoutSeconds",schemaPath:"#/properties/stopTimeo\
utSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:0}};e===null?e=[o]:e.push(o),s++}}}if(y.capAdd!==void 0){
let l=y.capAdd;if(Array.isArray(l)){if(l.length>64){const p={instancePath:t+"/capAdd",schemaPath:"#/properties/capAdd/\
maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<o;p++){let r=l[p];
if(typeof r=="string"){if(u(r)>64){const i={instancePath:t+"/capAdd/"+p,schemaPath:"#/properties/capAdd/items/maxLengt\
h",keyword:"maxLength",params:{limit:64}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+"/capAdd/"+p,schemaPath:"\
#/properties/capAdd/items/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+
"/capAdd",schemaPath:"#/properties/capAdd/type",keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}if(y.
capDrop!==void 0){let l=y.capDrop;if(Array.isArray(l)){if(l.length>64){const p={instancePath:t+"/capDrop",schemaPath:"\
#/properties/capDrop/maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<
o;p++){let r=l[p];if(typeof r=="string"){if(u(r)>64){const i={instancePath:t+"/capDrop/"+p,schemaPath:"#/properties/ca\
pDrop/items/maxLength",keyword:"maxLength",params:{limit:64}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+
"/capDrop/"+p,schemaPath:"#/properties/capDrop/items/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(
i),s++}}}else{const o={instancePath:t+"/capDrop",schemaPath:"#/properties/capDrop/type",keyword:"type",params:{type:"a\
rray"}};e===null?e=[o]:e.push(o),s++}}if(y.extraHosts!==void 0){let l=y.extraHosts;if(Array.isArray(l)){if(l.length>64){
const p={instancePath:t+"/extraHosts",schemaPath:"#/properties/extraHosts/maxItems",keyword:"maxItems",params:{limit:64}};
e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<o;p++){let r=l[p];if(typeof r=="string"){if(u(r)>512){const i={
instancePath:t+"/extraHosts/"+p,schemaPath:"#/properties/extraHosts/items/maxLength",keyword:"maxLength",params:{limit:512}};
e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+"/extraHosts/"+p,schemaPath:"#/properties/extraHosts/items/\
type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+"/extraHosts",
schemaPath:"#/properties/extraHosts/type",keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}if(y.labels!==
void 0){let l=y.labels;if(l&&typeof l=="object"&&!Array.isArray(l)){if(Object.keys(l).length>128){const o={instancePath:t+
"/labels",schemaPath:"#/properties/labels/maxProperties",keyword:"maxProperties",params:{limit:128}};e===null?e=[o]:e.
push(o),s++}for(const o in l){let p=l[o];if(typeof p=="string"){if(u(p)>4096){const r={instancePath:t+"/labels/"+o.replace(
/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/properties/labels/additionalProperties/maxLength",keyword:"maxLength",params:{
limit:4096}};e===null?e=[r]:e.push(r),s++}}else{const r={instancePath:t+"/labels/"+o.replace(/~/g,"~0").replace(/\//g,
"~1"),schemaPath:"#/properties/labels/additionalProperties/type",keyword:"type",params:{type:"string"}};e===null?e=[r]:
e.push(r),s++}}}else{const o={instancePath:t+"/labels",schemaPath:"#/properties/labels/type",keyword:"type",params:{type:"\
object"}};e===null?e=[o]:e.push(o),s++}}if(y.privileged!==void 0&&typeof y.privileged!="boolean"){const l={instancePath:t+
"/privileged",schemaPath:"#/properties/privileged/type",keyword:"type",params:{type:"boolean"}};e===null?e=[l]:e.push(
l),s++}if(y.hostNetwork!==void 0&&typeof y.hostNetwork!="boolean"){const l={instancePath:t+"/hostNetwork",schemaPath:"\
#/properties/hostNetwork/type",keyword:"type",params:{type:"boolean"}};e===null?e=[l]:e.push(l),s++}if(y.hostPid!==void 0&&
typeof y.hostPid!="boolean"){const l={instancePath:t+"/hostPid",schemaPath:"#/properties/hostPid/type",keyword:"type",
params:{type:"boolean"}};e===null?e=[l]:e.push(l),s++}if(y.hostIpc!==void 0&&typeof y.hostIpc!="boolean"){const l={instancePath:t+
"/hostIpc",schemaPath:"#/properties/hostIpc/type",keyword:"type",params:{type:"boolean"}};e===null?e=[l]:e.push(l),s++}
if(y.devices!==void 0){let l=y.devices;if(Array.isArray(l)){if(l.length>32){const p={instancePath:t+"/devices",schemaPath:"\
#/properties/devices/maxItems",keyword:"maxItems",params:{limit:32}};e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<
o;p++){let r=l[p];if(typeof r=="string"){if(u(r)>1024){const i={instancePath:t+"/devices/"+p,schemaPath:"#/properties/\
devices/items/maxLength",keyword:"maxLength",params:{limit:1024}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+
"/devices/"+p,schemaPath:"#/properties/devices/items/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(
i),s++}}}else{const o={instancePath:t+"/devices",schemaPath:"#/properties/devices/type",keyword:"type",params:{type:"a\
rray"}};e===null?e=[o]:e.push(o),s++}}if(y.readOnlyRootFilesystem!==void 0&&typeof y.readOnlyRootFilesystem!="boolean"){
const l={instancePath:t+"/readOnlyRootFilesystem",schemaPath:"#/properties/readOnlyRootFilesystem/type",keyword:"type",
params:{type:"boolean"}};e===null?e=[l]:e.push(l),s++}if(y.init!==void 0&&typeof y.init!="boolean"){const l={instancePath:t+
"/init",schemaPath:"#/properties/init/type",keyword:"type",params:{type:"boolean"}};e===null?e=[l]:e.push(l),s++}}else{
const l={instancePath:t,schemaPath:"#/type",keyword:"type",params:{type:"object"}};e===null?e=[l]:e.push(l),s++}return x.
errors=e,s===0}const ae={type:"object",required:["command"],properties:{command:{type:"array",minItems:1,maxItems:256,
items:{type:"string",maxLength:65536}},workingDir:{type:"string",minLength:1,maxLength:4096},env:{type:"array",maxItems:256,
items:{type:"object",required:["name"],properties:{name:{type:"string",minLength:1,maxLength:255,pattern:"^[^=\\x00]+$"},
value:{type:"string",maxLength:131072},valueFrom:{$ref:"#/$defs/part1"}},additionalProperties:!1}},stopSignal:{type:"s\
tring",maxLength:16,pattern:"^SIG[A-Z0-9+-]+$"},stopTimeoutSeconds:{type:"integer",minimum:0,maximum:3600},readyLog:{type:"\
string",minLength:1,maxLength:1024}},additionalProperties:!1};function v(y,{instancePath:t="",parentData:A,parentDataProperty:N,
rootData:f=y}={}){let e=null,s=0;if(y&&typeof y=="object"&&!Array.isArray(y)){if(y.command===void 0){const l={instancePath:t,
schemaPath:"#/required",keyword:"required",params:{missingProperty:"command"}};e===null?e=[l]:e.push(l),s++}for(const l in y)
if(!(l==="command"||l==="workingDir"||l==="env"||l==="stopSignal"||l==="stopTimeoutSeconds"||l==="readyLog")){const o={
instancePath:t,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:l}};e===null?
e=[o]:e.push(o),s++}if(y.command!==void 0){let l=y.command;if(Array.isArray(l)){if(l.length>256){const p={instancePath:t+
"/command",schemaPath:"#/properties/command/maxItems",keyword:"maxItems",params:{limit:256}};e===null?e=[p]:e.push(p),
s++}if(l.length<1){const p={instancePath:t+"/command",schemaPath:"#/properties/command/minItems",keyword:"minItems",params:{
limit:1}};e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<o;p++){let r=l[p];if(typeof r=="string"){if(u(r)>
65536){const i={instancePath:t+"/command/"+p,schemaPath:"#/properties/command/items/maxLength",keyword:"maxLength",params:{
limit:65536}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+"/command/"+p,schemaPath:"#/properties/comman\
d/items/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+"/com\
mand",schemaPath:"#/properties/command/type",keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}if(y.
workingDir!==void 0){let l=y.workingDir;if(typeof l=="string"){if(u(l)>4096){const o={instancePath:t+"/workingDir",schemaPath:"\
#/properties/workingDir/maxLength",keyword:"maxLength",params:{limit:4096}};e===null?e=[o]:e.push(o),s++}if(u(l)<1){const o={
instancePath:t+"/workingDir",schemaPath:"#/properties/workingDir/minLength",keyword:"minLength",params:{limit:1}};e===
null?e=[o]:e.push(o),s++}}else{const o={instancePath:t+"/workingDir",schemaPath:"#/properties/workingDir/type",keyword:"\
type",params:{type:"string"}};e===null?e=[o]:e.push(o),s++}}if(y.env!==void 0){let l=y.env;if(Array.isArray(l)){if(l.length>
256){const p={instancePath:t+"/env",schemaPath:"#/properties/env/maxItems",keyword:"maxItems",params:{limit:256}};e===
null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<o;p++){let r=l[p];if(r&&typeof r=="object"&&!Array.isArray(r)){
if(r.name===void 0){const i={instancePath:t+"/env/"+p,schemaPath:"#/properties/env/items/required",keyword:"required",
params:{missingProperty:"name"}};e===null?e=[i]:e.push(i),s++}for(const i in r)if(!(i==="name"||i==="value"||i==="valu\
eFrom")){const m={instancePath:t+"/env/"+p,schemaPath:"#/properties/env/items/additionalProperties",keyword:"additiona\
lProperties",params:{additionalProperty:i}};e===null?e=[m]:e.push(m),s++}if(r.name!==void 0){let i=r.name;if(typeof i==
"string"){if(u(i)>255){const m={instancePath:t+"/env/"+p+"/name",schemaPath:"#/properties/env/items/properties/name/ma\
xLength",keyword:"maxLength",params:{limit:255}};e===null?e=[m]:e.push(m),s++}if(u(i)<1){const m={instancePath:t+"/env\
/"+p+"/name",schemaPath:"#/properties/env/items/properties/name/minLength",keyword:"minLength",params:{limit:1}};e===null?
e=[m]:e.push(m),s++}if(!F.test(i)){const m={instancePath:t+"/env/"+p+"/name",schemaPath:"#/properties/env/items/proper\
ties/name/pattern",keyword:"pattern",params:{pattern:"^[^=\\x00]+$"}};e===null?e=[m]:e.push(m),s++}}else{const m={instancePath:t+
"/env/"+p+"/name",schemaPath:"#/properties/env/items/properties/name/type",keyword:"type",params:{type:"string"}};e===
null?e=[m]:e.push(m),s++}}if(r.value!==void 0){let i=r.value;if(typeof i=="string"){if(u(i)>131072){const m={instancePath:t+
"/env/"+p+"/value",schemaPath:"#/properties/env/items/properties/value/maxLength",keyword:"maxLength",params:{limit:131072}};
e===null?e=[m]:e.push(m),s++}}else{const m={instancePath:t+"/env/"+p+"/value",schemaPath:"#/properties/env/items/prope\
rties/value/type",keyword:"type",params:{type:"string"}};e===null?e=[m]:e.push(m),s++}}r.valueFrom!==void 0&&(k(r.valueFrom,
{instancePath:t+"/env/"+p+"/valueFrom",parentData:r,parentDataProperty:"valueFrom",rootData:f})||(e=e===null?k.errors:
e.concat(k.errors),s=e.length))}else{const i={instancePath:t+"/env/"+p,schemaPath:"#/properties/env/items/type",keyword:"\
type",params:{type:"object"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+"/env",schemaPath:"#/propert\
ies/env/type",keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}if(y.stopSignal!==void 0){let l=y.stopSignal;
if(typeof l=="string"){if(u(l)>16){const o={instancePath:t+"/stopSignal",schemaPath:"#/properties/stopSignal/maxLength",
keyword:"maxLength",params:{limit:16}};e===null?e=[o]:e.push(o),s++}if(!M.test(l)){const o={instancePath:t+"/stopSigna\
l",schemaPath:"#/properties/stopSignal/pattern",keyword:"pattern",params:{pattern:"^SIG[A-Z0-9+-]+$"}};e===null?e=[o]:
e.push(o),s++}}else{const o={instancePath:t+"/stopSignal",schemaPath:"#/properties/stopSignal/type",keyword:"type",params:{
type:"string"}};e===null?e=[o]:e.push(o),s++}}if(y.stopTimeoutSeconds!==void 0){let l=y.stopTimeoutSeconds;if(!(typeof l==
"number"&&!(l%1)&&!isNaN(l)&&isFinite(l))){const o={instancePath:t+"/stopTimeoutSeconds",schemaPath:"#/properties/stop\
TimeoutSeconds/type",keyword:"type",params:{type:"integer"}};e===null?e=[o]:e.push(o),s++}if(typeof l=="number"&&isFinite(
l)){if(l>3600||isNaN(l)){const o={instancePath:t+"/stopTimeoutSeconds",schemaPath:"#/properties/stopTimeoutSeconds/max\
imum",keyword:"maximum",params:{comparison:"<=",limit:3600}};e===null?e=[o]:e.push(o),s++}if(l<0||isNaN(l)){const o={instancePath:t+
"/stopTimeoutSeconds",schemaPath:"#/properties/stopTimeoutSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:0}};
e===null?e=[o]:e.push(o),s++}}}if(y.readyLog!==void 0){let l=y.readyLog;if(typeof l=="string"){if(u(l)>1024){const o={
instancePath:t+"/readyLog",schemaPath:"#/properties/readyLog/maxLength",keyword:"maxLength",params:{limit:1024}};e===null?
e=[o]:e.push(o),s++}if(u(l)<1){const o={instancePath:t+"/readyLog",schemaPath:"#/properties/readyLog/minLength",keyword:"\
minLength",params:{limit:1}};e===null?e=[o]:e.push(o),s++}}else{const o={instancePath:t+"/readyLog",schemaPath:"#/prop\
erties/readyLog/type",keyword:"type",params:{type:"string"}};e===null?e=[o]:e.push(o),s++}}}else{const l={instancePath:t,
schemaPath:"#/type",keyword:"type",params:{type:"object"}};e===null?e=[l]:e.push(l),s++}return v.errors=e,s===0}const ne={
type:"object",required:["image"],properties:{image:{type:"string",minLength:1,maxLength:1024},command:{type:"array",maxItems:256,
items:{type:"string",maxLength:65536}},args:{type:"array",maxItems:256,items:{type:"string",maxLength:65536}},env:{type:"\
array",maxItems:256,items:{type:"object",required:["name"],properties:{name:{type:"string",minLength:1,maxLength:255,pattern:"\
^[^=\\x00]+$"},value:{type:"string",maxLength:131072},valueFrom:{$ref:"#/$defs/part1"}},additionalProperties:!1}},resources:{
$ref:"#/$defs/part3"},autoscale:{type:"object",required:["max"],properties:{min:{type:"integer",minimum:1,maximum:1e3},
max:{type:"integer",minimum:1,maximum:1e3},cpuPercent:{type:"integer",minimum:1,maximum:100}},additionalProperties:!1}},
additionalProperties:!1};function b(y,{instancePath:t="",parentData:A,parentDataProperty:N,rootData:f=y}={}){let e=null,
s=0;if(y&&typeof y=="object"&&!Array.isArray(y)){if(y.image===void 0){const l={instancePath:t,schemaPath:"#/required",
keyword:"required",params:{missingProperty:"image"}};e===null?e=[l]:e.push(l),s++}for(const l in y)if(!(l==="image"||l===
"command"||l==="args"||l==="env"||l==="resources"||l==="autoscale")){const o={instancePath:t,schemaPath:"#/additionalP\
roperties",keyword:"additionalProperties",params:{additionalProperty:l}};e===null?e=[o]:e.push(o),s++}if(y.image!==void 0){
let l=y.image;if(typeof l=="string"){if(u(l)>1024){const o={instancePath:t+"/image",schemaPath:"#/properties/image/max\
Length",keyword:"maxLength",params:{limit:1024}};e===null?e=[o]:e.push(o),s++}if(u(l)<1){const o={instancePath:t+"/ima\
ge",schemaPath:"#/properties/image/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[o]:e.push(o),s++}}else{
const o={instancePath:t+"/image",schemaPath:"#/properties/image/type",keyword:"type",params:{type:"string"}};e===null?
e=[o]:e.push(o),s++}}if(y.command!==void 0){let l=y.command;if(Array.isArray(l)){if(l.length>256){const p={instancePath:t+
"/command",schemaPath:"#/properties/command/maxItems",keyword:"maxItems",params:{limit:256}};e===null?e=[p]:e.push(p),
s++}const o=l.length;for(let p=0;p<o;p++){let r=l[p];if(typeof r=="string"){if(u(r)>65536){const i={instancePath:t+"/c\
ommand/"+p,schemaPath:"#/properties/command/items/maxLength",keyword:"maxLength",params:{limit:65536}};e===null?e=[i]:
e.push(i),s++}}else{const i={instancePath:t+"/command/"+p,schemaPath:"#/properties/command/items/type",keyword:"type",
params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+"/command",schemaPath:"#/propertie\
s/command/type",keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}if(y.args!==void 0){let l=y.args;if(Array.
isArray(l)){if(l.length>256){const p={instancePath:t+"/args",schemaPath:"#/properties/args/maxItems",keyword:"maxItems",
params:{limit:256}};e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<o;p++){let r=l[p];if(typeof r=="string"){
if(u(r)>65536){const i={instancePath:t+"/args/"+p,schemaPath:"#/properties/args/items/maxLength",keyword:"maxLength",params:{
limit:65536}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+"/args/"+p,schemaPath:"#/properties/args/item\
s/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+"/args",schemaPath:"\
#/properties/args/type",keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}if(y.env!==void 0){let l=y.
env;if(Array.isArray(l)){if(l.length>256){const p={instancePath:t+"/env",schemaPath:"#/properties/env/maxItems",keyword:"\
maxItems",params:{limit:256}};e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<o;p++){let r=l[p];if(r&&typeof r==
"object"&&!Array.isArray(r)){if(r.name===void 0){const i={instancePath:t+"/env/"+p,schemaPath:"#/properties/env/items/\
required",keyword:"required",params:{missingProperty:"name"}};e===null?e=[i]:e.push(i),s++}for(const i in r)if(!(i==="\
name"||i==="value"||i==="valueFrom")){const m={instancePath:t+"/env/"+p,schemaPath:"#/properties/env/items/additionalP\
roperties",keyword:"additionalProperties",params:{additionalProperty:i}};e===null?e=[m]:e.push(m),s++}if(r.name!==void 0){
let i=r.name;if(typeof i=="string"){if(u(i)>255){const m={instancePath:t+"/env/"+p+"/name",schemaPath:"#/properties/en\
v/items/properties/name/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[m]:e.push(m),s++}if(u(i)<1){const m={
instancePath:t+"/env/"+p+"/name",schemaPath:"#/properties/env/items/properties/name/minLength",keyword:"minLength",params:{
limit:1}};e===null?e=[m]:e.push(m),s++}if(!F.test(i)){const m={instancePath:t+"/env/"+p+"/name",schemaPath:"#/properti\
es/env/items/properties/name/pattern",keyword:"pattern",params:{pattern:"^[^=\\x00]+$"}};e===null?e=[m]:e.push(m),s++}}else{
const m={instancePath:t+"/env/"+p+"/name",schemaPath:"#/properties/env/items/properties/name/type",keyword:"type",params:{
type:"string"}};e===null?e=[m]:e.push(m),s++}}if(r.value!==void 0){let i=r.value;if(typeof i=="string"){if(u(i)>131072){
const m={instancePath:t+"/env/"+p+"/value",schemaPath:"#/properties/env/items/properties/value/maxLength",keyword:"max\
Length",params:{limit:131072}};e===null?e=[m]:e.push(m),s++}}else{const m={instancePath:t+"/env/"+p+"/value",schemaPath:"\
#/properties/env/items/properties/value/type",keyword:"type",params:{type:"string"}};e===null?e=[m]:e.push(m),s++}}r.valueFrom!==
void 0&&(k(r.valueFrom,{instancePath:t+"/env/"+p+"/valueFrom",parentData:r,parentDataProperty:"valueFrom",rootData:f})||
(e=e===null?k.errors:e.concat(k.errors),s=e.length))}else{const i={instancePath:t+"/env/"+p,schemaPath:"#/properties/e\
nv/items/type",keyword:"type",params:{type:"object"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+"/en\
v",schemaPath:"#/properties/env/type",keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}if(y.resources!==
void 0){let l=y.resources;if(l&&typeof l=="object"&&!Array.isArray(l)){for(const o in l)if(!(o==="cpus"||o==="memory"||
o==="pids")){const p={instancePath:t+"/resources",schemaPath:"#/$defs/part3/additionalProperties",keyword:"additionalP\
roperties",params:{additionalProperty:o}};e===null?e=[p]:e.push(p),s++}if(l.cpus!==void 0){let o=l.cpus;if(typeof o=="\
string"){if(u(o)>16){const p={instancePath:t+"/resources/cpus",schemaPath:"#/$defs/part3/properties/cpus/maxLength",keyword:"\
maxLength",params:{limit:16}};e===null?e=[p]:e.push(p),s++}if(!K.test(o)){const p={instancePath:t+"/resources/cpus",schemaPath:"\
#/$defs/part3/properties/cpus/pattern",keyword:"pattern",params:{pattern:"^[0-9]+(\\.[0-9]+)?$"}};e===null?e=[p]:e.push(
p),s++}}else{const p={instancePath:t+"/resources/cpus",schemaPath:"#/$defs/part3/properties/cpus/type",keyword:"type",
params:{type:"string"}};e===null?e=[p]:e.push(p),s++}}if(l.memory!==void 0){let o=l.memory;if(typeof o=="string"){if(u(
o)>32){const p={instancePath:t+"/resources/memory",schemaPath:"#/$defs/part3/properties/memory/maxLength",keyword:"max\
Length",params:{limit:32}};e===null?e=[p]:e.push(p),s++}if(!D.test(o)){const p={instancePath:t+"/resources/memory",schemaPath:"\
#/$defs/part3/properties/memory/pattern",keyword:"pattern",params:{pattern:"^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$"}};
e===null?e=[p]:e.push(p),s++}}else{const p={instancePath:t+"/resources/memory",schemaPath:"#/$defs/part3/properties/me\
mory/type",keyword:"type",params:{type:"string"}};e===null?e=[p]:e.push(p),s++}}if(l.pids!==void 0){let o=l.pids;if(!(typeof o==
"number"&&!(o%1)&&!isNaN(o)&&isFinite(o))){const p={instancePath:t+"/resources/pids",schemaPath:"#/$defs/part3/propert\
ies/pids/type",keyword:"type",params:{type:"integer"}};e===null?e=[p]:e.push(p),s++}if(typeof o=="number"&&isFinite(o)){
if(o>2147483647||isNaN(o)){const p={instancePath:t+"/resources/pids",schemaPath:"#/$defs/part3/properties/pids/maximum",
keyword:"maximum",params:{comparison:"<=",limit:2147483647}};e===null?e=[p]:e.push(p),s++}if(o<1||isNaN(o)){const p={instancePath:t+
"/resources/pids",schemaPath:"#/$defs/part3/properties/pids/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};
e===null?e=[p]:e.push(p),s++}}}}else{const o={instancePath:t+"/resources",schemaPath:"#/$defs/part3/type",keyword:"typ\
e",params:{type:"object"}};e===null?e=[o]:e.push(o),s++}}if(y.autoscale!==void 0){let l=y.autoscale;if(l&&typeof l=="o\
bject"&&!Array.isArray(l)){if(l.max===void 0){const o={instancePath:t+"/autoscale",schemaPath:"#/properties/autoscale/\
required",keyword:"required",params:{missingProperty:"max"}};e===null?e=[o]:e.push(o),s++}for(const o in l)if(!(o==="m\
in"||o==="max"||o==="cpuPercent")){const p={instancePath:t+"/autoscale",schemaPath:"#/properties/autoscale/additionalP\
roperties",keyword:"additionalProperties",params:{additionalProperty:o}};e===null?e=[p]:e.push(p),s++}if(l.min!==void 0){
let o=l.min;if(!(typeof o=="number"&&!(o%1)&&!isNaN(o)&&isFinite(o))){const p={instancePath:t+"/autoscale/min",schemaPath:"\
#/properties/autoscale/properties/min/type",keyword:"type",params:{type:"integer"}};e===null?e=[p]:e.push(p),s++}if(typeof o==
"number"&&isFinite(o)){if(o>1e3||isNaN(o)){const p={instancePath:t+"/autoscale/min",schemaPath:"#/properties/autoscale\
/properties/min/maximum",keyword:"maximum",params:{comparison:"<=",limit:1e3}};e===null?e=[p]:e.push(p),s++}if(o<1||isNaN(
o)){const p={instancePath:t+"/autoscale/min",schemaPath:"#/properties/autoscale/properties/min/minimum",keyword:"minim\
um",params:{comparison:">=",limit:1}};e===null?e=[p]:e.push(p),s++}}}if(l.max!==void 0){let o=l.max;if(!(typeof o=="nu\
mber"&&!(o%1)&&!isNaN(o)&&isFinite(o))){const p={instancePath:t+"/autoscale/max",schemaPath:"#/properties/autoscale/pr\
operties/max/type",keyword:"type",params:{type:"integer"}};e===null?e=[p]:e.push(p),s++}if(typeof o=="number"&&isFinite(
o)){if(o>1e3||isNaN(o)){const p={instancePath:t+"/autoscale/max",schemaPath:"#/properties/autoscale/properties/max/max\
imum",keyword:"maximum",params:{comparison:"<=",limit:1e3}};e===null?e=[p]:e.push(p),s++}if(o<1||isNaN(o)){const p={instancePath:t+
"/autoscale/max",schemaPath:"#/properties/autoscale/properties/max/minimum",keyword:"minimum",params:{comparison:">=",
limit:1}};e===null?e=[p]:e.push(p),s++}}}if(l.cpuPercent!==void 0){let o=l.cpuPercent;if(!(typeof o=="number"&&!(o%1)&&
!isNaN(o)&&isFinite(o))){const p={instancePath:t+"/autoscale/cpuPercent",schemaPath:"#/properties/autoscale/properties\
/cpuPercent/type",keyword:"type",params:{type:"integer"}};e===null?e=[p]:e.push(p),s++}if(typeof o=="number"&&isFinite(
o)){if(o>100||isNaN(o)){const p={instancePath:t+"/autoscale/cpuPercent",schemaPath:"#/properties/autoscale/properties/\
cpuPercent/maximum",keyword:"maximum",params:{comparison:"<=",limit:100}};e===null?e=[p]:e.push(p),s++}if(o<1||isNaN(o)){
const p={instancePath:t+"/autoscale/cpuPercent",schemaPath:"#/properties/autoscale/properties/cpuPercent/minimum",keyword:"\
minimum",params:{comparison:">=",limit:1}};e===null?e=[p]:e.push(p),s++}}}}else{const o={instancePath:t+"/autoscale",schemaPath:"\
#/properties/autoscale/type",keyword:"type",params:{type:"object"}};e===null?e=[o]:e.push(o),s++}}}else{const l={instancePath:t,
schemaPath:"#/type",keyword:"type",params:{type:"object"}};e===null?e=[l]:e.push(l),s++}return b.errors=e,s===0}const me={
type:"object",required:["valueFrom"],properties:{valueFrom:{$ref:"#/$defs/part1"}},additionalProperties:!1};function P(y,{
instancePath:t="",parentData:A,parentDataProperty:N,rootData:f=y}={}){let e=null,s=0;if(y&&typeof y=="object"&&!Array.
isArray(y)){if(y.valueFrom===void 0){const l={instancePath:t,schemaPath:"#/required",keyword:"required",params:{missingProperty:"\
valueFrom"}};e===null?e=[l]:e.push(l),s++}for(const l in y)if(l!=="valueFrom"){const o={instancePath:t,schemaPath:"#/a\
dditionalProperties",keyword:"additionalProperties",params:{additionalProperty:l}};e===null?e=[o]:e.push(o),s++}y.valueFrom!==
void 0&&(k(y.valueFrom,{instancePath:t+"/valueFrom",parentData:y,parentDataProperty:"valueFrom",rootData:f})||(e=e===null?
k.errors:e.concat(k.errors),s=e.length))}else{const l={instancePath:t,schemaPath:"#/type",keyword:"type",params:{type:"\
object"}};e===null?e=[l]:e.push(l),s++}return P.errors=e,s===0}const le={type:"object",properties:{set:{$ref:"#/$defs/\
part10"},add:{$ref:"#/$defs/part10"},remove:{type:"array",maxItems:64,items:{type:"string",minLength:1,maxLength:255}}},
additionalProperties:!1},ce={type:"object",maxProperties:64,additionalProperties:{type:"string",maxLength:8192}};function L(y,{
instancePath:t="",parentData:A,parentDataProperty:N,rootData:f=y}={}){let e=null,s=0;if(y&&typeof y=="object"&&!Array.
isArray(y)){for(const l in y)if(!(l==="set"||l==="add"||l==="remove")){const o={instancePath:t,schemaPath:"#/additiona\
lProperties",keyword:"additionalProperties",params:{additionalProperty:l}};e===null?e=[o]:e.push(o),s++}if(y.set!==void 0){
let l=y.set;if(l&&typeof l=="object"&&!Array.isArray(l)){if(Object.keys(l).length>64){const o={instancePath:t+"/set",schemaPath:"\
#/$defs/part10/maxProperties",keyword:"maxProperties",params:{limit:64}};e===null?e=[o]:e.push(o),s++}for(const o in l){
let p=l[o];if(typeof p=="string"){if(u(p)>8192){const r={instancePath:t+"/set/"+o.replace(/~/g,"~0").replace(/\//g,"~1"),
schemaPath:"#/$defs/part10/additionalProperties/maxLength",keyword:"maxLength",params:{limit:8192}};e===null?e=[r]:e.push(
r),s++}}else{const r={instancePath:t+"/set/"+o.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/$defs/part10/addit\
ionalProperties/type",keyword:"type",params:{type:"string"}};e===null?e=[r]:e.push(r),s++}}}else{const o={instancePath:t+
"/set",schemaPath:"#/$defs/part10/type",keyword:"type",params:{type:"object"}};e===null?e=[o]:e.push(o),s++}}if(y.add!==
void 0){let l=y.add;if(l&&typeof l=="object"&&!Array.isArray(l)){if(Object.keys(l).length>64){const o={instancePath:t+
"/add",schemaPath:"#/$defs/part10/maxProperties",keyword:"maxProperties",params:{limit:64}};e===null?e=[o]:e.push(o),s++}
for(const o in l){let p=l[o];if(typeof p=="string"){if(u(p)>8192){const r={instancePath:t+"/add/"+o.replace(/~/g,"~0").
replace(/\//g,"~1"),schemaPath:"#/$defs/part10/additionalProperties/maxLength",keyword:"maxLength",params:{limit:8192}};
e===null?e=[r]:e.push(r),s++}}else{const r={instancePath:t+"/add/"+o.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"\
#/$defs/part10/additionalProperties/type",keyword:"type",params:{type:"string"}};e===null?e=[r]:e.push(r),s++}}}else{const o={
instancePath:t+"/add",schemaPath:"#/$defs/part10/type",keyword:"type",params:{type:"object"}};e===null?e=[o]:e.push(o),
s++}}if(y.remove!==void 0){let l=y.remove;if(Array.isArray(l)){if(l.length>64){const p={instancePath:t+"/remove",schemaPath:"\
#/properties/remove/maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[p]:e.push(p),s++}const o=l.length;for(let p=0;p<
o;p++){let r=l[p];if(typeof r=="string"){if(u(r)>255){const i={instancePath:t+"/remove/"+p,schemaPath:"#/properties/re\
move/items/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[i]:e.push(i),s++}if(u(r)<1){const i={instancePath:t+
"/remove/"+p,schemaPath:"#/properties/remove/items/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[i]:e.push(
i),s++}}else{const i={instancePath:t+"/remove/"+p,schemaPath:"#/properties/remove/items/type",keyword:"type",params:{type:"\
string"}};e===null?e=[i]:e.push(i),s++}}}else{const o={instancePath:t+"/remove",schemaPath:"#/properties/remove/type",
keyword:"type",params:{type:"array"}};e===null?e=[o]:e.push(o),s++}}}else{const l={instancePath:t,schemaPath:"#/type",
keyword:"type",params:{type:"object"}};e===null?e=[l]:e.push(l),s++}return L.errors=e,s===0}function E(y,{instancePath:t="",
parentData:A,parentDataProperty:N,rootData:f=y}={}){let e=null,s=0;if(y&&typeof y=="object"&&!Array.isArray(y)){if(y.apiVersion===
void 0){const l={instancePath:t,schemaPath:"#/required",keyword:"required",params:{missingProperty:"apiVersion"}};e===
null?e=[l]:e.push(l),s++}if(y.kind===void 0){const l={instancePath:t,schemaPath:"#/required",keyword:"required",params:{
missingProperty:"kind"}};e===null?e=[l]:e.push(l),s++}if(y.metadata===void 0){const l={instancePath:t,schemaPath:"#/re\
quired",keyword:"required",params:{missingProperty:"metadata"}};e===null?e=[l]:e.push(l),s++}if(y.spec===void 0){const l={
instancePath:t,schemaPath:"#/required",keyword:"required",params:{missingProperty:"spec"}};e===null?e=[l]:e.push(l),s++}
for(const l in y)if(!(l==="apiVersion"||l==="kind"||l==="metadata"||l==="spec"||l==="status")){const o={instancePath:t,
schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:l}};e===null?e=[o]:e.push(
o),s++}if(y.apiVersion!==void 0){let l=y.apiVersion;if(typeof l!="string"){const o={instancePath:t+"/apiVersion",schemaPath:"\
#/properties/apiVersion/type",keyword:"type",params:{type:"string"}};e===null?e=[o]:e.push(o),s++}if(l!=="qbtc.dev/v1a\
lpha1"){const o={instancePath:t+"/apiVersion",schemaPath:"#/properties/apiVersion/enum",keyword:"enum",params:{allowedValues:g.
properties.apiVersion.enum}};e===null?e=[o]:e.push(o),s++}}if(y.kind!==void 0){let l=y.kind;if(typeof l!="string"){const o={
instancePath:t+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type:"string"}};e===null?e=[o]:e.push(
o),s++}if(l!=="QbtcStack"){const o={instancePath:t+"/kind",schemaPath:"#/properties/kind/enum",keyword:"enum",params:{
allowedValues:g.properties.kind.enum}};e===null?e=[o]:e.push(o),s++}}if(y.metadata!==void 0){let l=y.metadata;if(l&&typeof l==
"object"&&!Array.isArray(l)){if(l.name===void 0){const o={instancePath:t+"/metadata",schemaPath:"#/properties/metadata\
/required",keyword:"required",params:{missingProperty:"name"}};e===null?e=[o]:e.push(o),s++}for(const o in l)if(!S.call(
g.properties.metadata.properties,o)){const p={instancePath:t+"/metadata",schemaPath:"#/properties/metadata/additionalP\
roperties",keyword:"additionalProperties",params:{additionalProperty:o}};e===null?e=[p]:e.push(p),s++}if(l.name!==void 0){
let o=l.name;if(typeof o=="string"){if(u(o)>63){const p={instancePath:t+"/metadata/name",schemaPath:"#/properties/meta\
data/properties/name/maxLength",keyword:"maxLength",params:{limit:63}};e===null?e=[p]:e.push(p),s++}if(u(o)<1){const p={
instancePath:t+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/minLength",keyword:"minLength",params:{
limit:1}};e===null?e=[p]:e.push(p),s++}if(!$.test(o)){const p={instancePath:t+"/metadata/name",schemaPath:"#/propertie\
s/metadata/properties/name/pattern",keyword:"pattern",params:{pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}};e===null?e=[
p]:e.push(p),s++}}else{const p={instancePath:t+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/type",
keyword:"type",params:{type:"string"}};e===null?e=[p]:e.push(p),s++}}if(l.namespace!==void 0){let o=l.namespace;if(typeof o==
"string"){if(u(o)>63){const p={instancePath:t+"/metadata/namespace",schemaPath:"#/properties/metadata/properties/names\
pace/maxLength",keyword:"maxLength",params:{limit:63}};e===null?e=[p]:e.push(p),s++}if(u(o)<1){const p={instancePath:t+
"/metadata/namespace",schemaPath:"#/properties/metadata/properties/namespace/minLength",keyword:"minLength",params:{limit:1}};
e===null?e=[p]:e.push(p),s++}if(!$.test(o)){const p={instancePath:t+"/metadata/namespace",schemaPath:"#/properties/met\
adata/properties/namespace/pattern",keyword:"pattern",params:{pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}};e===null?e=[
p]:e.push(p),s++}}else{const p={instancePath:t+"/metadata/namespace",schemaPath:"#/properties/metadata/properties/name\
space/type",keyword:"type",params:{type:"string"}};e===null?e=[p]:e.push(p),s++}}if(l.labels!==void 0){let o=l.labels;
if(o&&typeof o=="object"&&!Array.isArray(o)){for(const p in o)if(typeof o[p]!="string"){const r={instancePath:t+"/meta\
data/labels/"+p.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/properties/metadata/properties/labels/additionalP\
roperties/type",keyword:"type",params:{type:"string"}};e===null?e=[r]:e.push(r),s++}}else{const p={instancePath:t+"/me\
tadata/labels",schemaPath:"#/properties/metadata/properties/labels/type",keyword:"type",params:{type:"object"}};e===null?
e=[p]:e.push(p),s++}}if(l.annotations!==void 0){let o=l.annotations;if(o&&typeof o=="object"&&!Array.isArray(o)){for(const p in o)
if(typeof o[p]!="string"){const r={instancePath:t+"/metadata/annotations/"+p.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"\
#/properties/metadata/properties/annotations/additionalProperties/type",keyword:"type",params:{type:"string"}};e===null?
e=[r]:e.push(r),s++}}else{const p={instancePath:t+"/metadata/annotations",schemaPath:"#/properties/metadata/properties\
/annotations/type",keyword:"type",params:{type:"object"}};e===null?e=[p]:e.push(p),s++}}if(l.uid!==void 0&&typeof l.uid!=
"string"){const o={instancePath:t+"/metadata/uid",schemaPath:"#/properties/metadata/properties/uid/type",keyword:"type",
params:{type:"string"}};e===null?e=[o]:e.push(o),s++}if(l.generation!==void 0){let o=l.generation;if(!(typeof o=="numb\
er"&&!(o%1)&&!isNaN(o)&&isFinite(o))){const p={instancePath:t+"/metadata/generation",schemaPath:"#/properties/metadata\
/properties/generation/type",keyword:"type",params:{type:"integer"}};e===null?e=[p]:e.push(p),s++}}if(l.resourceVersion!==
void 0&&typeof l.resourceVersion!="string"){const o={instancePath:t+"/metadata/resourceVersion",schemaPath:"#/properti\
es/metadata/properties/resourceVersion/type",keyword:"type",params:{type:"string"}};e===null?e=[o]:e.push(o),s++}if(l.
creationTimestamp!==void 0&&typeof l.creationTimestamp!="string"){const o={instancePath:t+"/metadata/creationTimestamp",
schemaPath:"#/properties/metadata/properties/creationTimestamp/type",keyword:"type",params:{type:"string"}};e===null?e=
[o]:e.push(o),s++}if(l.deletionTimestamp!==void 0&&typeof l.deletionTimestamp!="string"){const o={instancePath:t+"/met\
adata/deletionTimestamp",schemaPath:"#/properties/metadata/properties/deletionTimestamp/type",keyword:"type",params:{type:"\
string"}};e===null?e=[o]:e.push(o),s++}if(l.finalizers!==void 0){let o=l.finalizers;if(Array.isArray(o)){const p=o.length;
for(let r=0;r<p;r++)if(typeof o[r]!="string"){const i={instancePath:t+"/metadata/finalizers/"+r,schemaPath:"#/properti\
es/metadata/properties/finalizers/items/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}else{
const p={instancePath:t+"/metadata/finalizers",schemaPath:"#/properties/metadata/properties/finalizers/type",keyword:"\
type",params:{type:"array"}};e===null?e=[p]:e.push(p),s++}}}else{const o={instancePath:t+"/metadata",schemaPath:"#/pro\
perties/metadata/type",keyword:"type",params:{type:"object"}};e===null?e=[o]:e.push(o),s++}}if(y.spec!==void 0){let l=y.
spec;if(l&&typeof l=="object"&&!Array.isArray(l)){for(const o in l)if(!S.call(g.properties.spec.properties,o)){const p={
instancePath:t+"/spec",schemaPath:"#/properties/spec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:o}};
e===null?e=[p]:e.push(p),s++}if(l.suspend!==void 0&&typeof l.suspend!="boolean"){const o={instancePath:t+"/spec/suspen\
d",schemaPath:"#/properties/spec/properties/suspend/type",keyword:"type",params:{type:"boolean"}};e===null?e=[o]:e.push(
o),s++}if(l.deletionPolicy!==void 0){let o=l.deletionPolicy;if(typeof o!="string"){const p={instancePath:t+"/spec/dele\
tionPolicy",schemaPath:"#/properties/spec/properties/deletionPolicy/type",keyword:"type",params:{type:"string"}};e===null?
e=[p]:e.push(p),s++}if(!(o==="Delete"||o==="Orphan")){const p={instancePath:t+"/spec/deletionPolicy",schemaPath:"#/pro\
perties/spec/properties/deletionPolicy/enum",keyword:"enum",params:{allowedValues:g.properties.spec.properties.deletionPolicy.
enum}};e===null?e=[p]:e.push(p),s++}}if(l.strategy!==void 0){let o=l.strategy;if(typeof o!="string"){const p={instancePath:t+
"/spec/strategy",schemaPath:"#/properties/spec/properties/strategy/type",keyword:"type",params:{type:"string"}};e===null?
e=[p]:e.push(p),s++}if(!(o==="Auto"||o==="FullDocker"||o==="Hybrid"||o==="Fallback")){const p={instancePath:t+"/spec/s\
trategy",schemaPath:"#/properties/spec/properties/strategy/enum",keyword:"enum",params:{allowedValues:g.properties.spec.
properties.strategy.enum}};e===null?e=[p]:e.push(p),s++}}if(l.docker!==void 0){let o=l.docker;if(o&&typeof o=="object"&&
!Array.isArray(o)){for(const p in o)if(!(p==="host"||p==="networks"||p==="volumes")){const r={instancePath:t+"/spec/do\
cker",schemaPath:"#/properties/spec/properties/docker/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:p}};
e===null?e=[r]:e.push(r),s++}if(o.host!==void 0){let p=o.host;if(typeof p=="string"){if(u(p)>1024){const r={instancePath:t+
"/spec/docker/host",schemaPath:"#/properties/spec/properties/docker/properties/host/maxLength",keyword:"maxLength",params:{
limit:1024}};e===null?e=[r]:e.push(r),s++}if(!G.test(p)){const r={instancePath:t+"/spec/docker/host",schemaPath:"#/pro\
perties/spec/properties/docker/properties/host/pattern",keyword:"pattern",params:{pattern:"^(unix:///.+|tcp://[^/@\\s]+\
)$"}};e===null?e=[r]:e.push(r),s++}}else{const r={instancePath:t+"/spec/docker/host",schemaPath:"#/properties/spec/pro\
perties/docker/properties/host/type",keyword:"type",params:{type:"string"}};e===null?e=[r]:e.push(r),s++}}if(o.networks!==
void 0){let p=o.networks;if(Array.isArray(p)){if(p.length>64){const i={instancePath:t+"/spec/docker/networks",schemaPath:"\
#/properties/spec/properties/docker/properties/networks/maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[i]:
e.push(i),s++}const r=p.length;for(let i=0;i<r;i++){let m=p[i];if(m&&typeof m=="object"&&!Array.isArray(m)){if(m.name===
void 0){const a={instancePath:t+"/spec/docker/networks/"+i,schemaPath:"#/properties/spec/properties/docker/properties/\
networks/items/required",keyword:"required",params:{missingProperty:"name"}};e===null?e=[a]:e.push(a),s++}for(const a in m)
if(!(a==="name"||a==="subnet"||a==="internal")){const n={instancePath:t+"/spec/docker/networks/"+i,schemaPath:"#/prope\
rties/spec/properties/docker/properties/networks/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:a}};
e===null?e=[n]:e.push(n),s++}if(m.name!==void 0){let a=m.name;if(typeof a=="string"){if(u(a)>255){const n={instancePath:t+
"/spec/docker/networks/"+i+"/name",schemaPath:"#/properties/spec/properties/docker/properties/networks/items/propertie\
s/name/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[n]:e.push(n),s++}if(!j.test(a)){const n={instancePath:t+
"/spec/docker/networks/"+i+"/name",schemaPath:"#/properties/spec/properties/docker/properties/networks/items/propertie\
s/name/pattern",keyword:"pattern",params:{pattern:"^[a-zA-Z0-9][a-zA-Z0-9_.-]*$"}};e===null?e=[n]:e.push(n),s++}}else{
const n={instancePath:t+"/spec/docker/networks/"+i+"/name",schemaPath:"#/properties/spec/properties/docker/properties/\
networks/items/properties/name/type",keyword:"type",params:{type:"string"}};e===null?e=[n]:e.push(n),s++}}if(m.subnet!==
void 0){let a=m.subnet;if(typeof a=="string"){if(u(a)>64){const n={instancePath:t+"/spec/docker/networks/"+i+"/subnet",
schemaPath:"#/properties/spec/properties/docker/properties/networks/items/properties/subnet/maxLength",keyword:"maxLen\
gth",params:{limit:64}};e===null?e=[n]:e.push(n),s++}if(!V.test(a)){const n={instancePath:t+"/spec/docker/networks/"+i+
"/subnet",schemaPath:"#/properties/spec/properties/docker/properties/networks/items/properties/subnet/pattern",keyword:"\
pattern",params:{pattern:"^[0-9a-fA-F.:]+/[0-9]{1,3}$"}};e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+"/\
spec/docker/networks/"+i+"/subnet",schemaPath:"#/properties/spec/properties/docker/properties/networks/items/propertie\
s/subnet/type",keyword:"type",params:{type:"string"}};e===null?e=[n]:e.push(n),s++}}if(m.internal!==void 0&&typeof m.internal!=
"boolean"){const a={instancePath:t+"/spec/docker/networks/"+i+"/internal",schemaPath:"#/properties/spec/properties/doc\
ker/properties/networks/items/properties/internal/type",keyword:"type",params:{type:"boolean"}};e===null?e=[a]:e.push(
a),s++}}else{const a={instancePath:t+"/spec/docker/networks/"+i,schemaPath:"#/properties/spec/properties/docker/proper\
ties/networks/items/type",keyword:"type",params:{type:"object"}};e===null?e=[a]:e.push(a),s++}}}else{const r={instancePath:t+
"/spec/docker/networks",schemaPath:"#/properties/spec/properties/docker/properties/networks/type",keyword:"type",params:{
type:"array"}};e===null?e=[r]:e.push(r),s++}}if(o.volumes!==void 0){let p=o.volumes;if(Array.isArray(p)){if(p.length>256){
const i={instancePath:t+"/spec/docker/volumes",schemaPath:"#/properties/spec/properties/docker/properties/volumes/maxI\
tems",keyword:"maxItems",params:{limit:256}};e===null?e=[i]:e.push(i),s++}const r=p.length;for(let i=0;i<r;i++){let m=p[i];
if(m&&typeof m=="object"&&!Array.isArray(m)){if(m.name===void 0){const a={instancePath:t+"/spec/docker/volumes/"+i,schemaPath:"\
#/properties/spec/properties/docker/properties/volumes/items/required",keyword:"required",params:{missingProperty:"nam\
e"}};e===null?e=[a]:e.push(a),s++}for(const a in m)if(!(a==="name"||a==="reclaim")){const n={instancePath:t+"/spec/doc\
ker/volumes/"+i,schemaPath:"#/properties/spec/properties/docker/properties/volumes/items/additionalProperties",keyword:"\
additionalProperties",params:{additionalProperty:a}};e===null?e=[n]:e.push(n),s++}if(m.name!==void 0){let a=m.name;if(typeof a==
"string"){if(u(a)>255){const n={instancePath:t+"/spec/docker/volumes/"+i+"/name",schemaPath:"#/properties/spec/propert\
ies/docker/properties/volumes/items/properties/name/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[n]:
e.push(n),s++}if(u(a)<2){const n={instancePath:t+"/spec/docker/volumes/"+i+"/name",schemaPath:"#/properties/spec/prope\
rties/docker/properties/volumes/items/properties/name/minLength",keyword:"minLength",params:{limit:2}};e===null?e=[n]:
e.push(n),s++}if(!j.test(a)){const n={instancePath:t+"/spec/docker/volumes/"+i+"/name",schemaPath:"#/properties/spec/p\
roperties/docker/properties/volumes/items/properties/name/pattern",keyword:"pattern",params:{pattern:"^[a-zA-Z0-9][a-z\
A-Z0-9_.-]*$"}};e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+"/spec/docker/volumes/"+i+"/name",schemaPath:"\
#/properties/spec/properties/docker/properties/volumes/items/properties/name/type",keyword:"type",params:{type:"string"}};
e===null?e=[n]:e.push(n),s++}}if(m.reclaim!==void 0){let a=m.reclaim;if(typeof a!="string"){const n={instancePath:t+"/\
spec/docker/volumes/"+i+"/reclaim",schemaPath:"#/properties/spec/properties/docker/properties/volumes/items/properties\
/reclaim/type",keyword:"type",params:{type:"string"}};e===null?e=[n]:e.push(n),s++}if(!(a==="Retain"||a==="Delete")){const n={
instancePath:t+"/spec/docker/volumes/"+i+"/reclaim",schemaPath:"#/properties/spec/properties/docker/properties/volumes\
/items/properties/reclaim/enum",keyword:"enum",params:{allowedValues:g.properties.spec.properties.docker.properties.volumes.
items.properties.reclaim.enum}};e===null?e=[n]:e.push(n),s++}}}else{const a={instancePath:t+"/spec/docker/volumes/"+i,
schemaPath:"#/properties/spec/properties/docker/properties/volumes/items/type",keyword:"type",params:{type:"object"}};
e===null?e=[a]:e.push(a),s++}}}else{const r={instancePath:t+"/spec/docker/volumes",schemaPath:"#/properties/spec/prope\
rties/docker/properties/volumes/type",keyword:"type",params:{type:"array"}};e===null?e=[r]:e.push(r),s++}}}else{const p={
instancePath:t+"/spec/docker",schemaPath:"#/properties/spec/properties/docker/type",keyword:"type",params:{type:"objec\
t"}};e===null?e=[p]:e.push(p),s++}}if(l.services!==void 0){let o=l.services;if(Array.isArray(o)){if(o.length>1e3){const r={
instancePath:t+"/spec/services",schemaPath:"#/properties/spec/properties/services/maxItems",keyword:"maxItems",params:{
limit:1e3}};e===null?e=[r]:e.push(r),s++}const p=o.length;for(let r=0;r<p;r++){let i=o[r];if(i&&typeof i=="object"&&!Array.
isArray(i)){if(i.name===void 0){const m={instancePath:t+"/spec/services/"+r,schemaPath:"#/properties/spec/properties/s\
ervices/items/required",keyword:"required",params:{missingProperty:"name"}};e===null?e=[m]:e.push(m),s++}for(const m in i)
if(!S.call(g.properties.spec.properties.services.items.properties,m)){const a={instancePath:t+"/spec/services/"+r,schemaPath:"\
#/properties/spec/properties/services/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:m}};
e===null?e=[a]:e.push(a),s++}if(i.name!==void 0){let m=i.name;if(typeof m=="string"){if(u(m)>63){const a={instancePath:t+
"/spec/services/"+r+"/name",schemaPath:"#/properties/spec/properties/services/items/properties/name/maxLength",keyword:"\
maxLength",params:{limit:63}};e===null?e=[a]:e.push(a),s++}if(u(m)<1){const a={instancePath:t+"/spec/services/"+r+"/na\
me",schemaPath:"#/properties/spec/properties/services/items/properties/name/minLength",keyword:"minLength",params:{limit:1}};
e===null?e=[a]:e.push(a),s++}if(!$.test(m)){const a={instancePath:t+"/spec/services/"+r+"/name",schemaPath:"#/properti\
es/spec/properties/services/items/properties/name/pattern",keyword:"pattern",params:{pattern:"^[a-z0-9]([-a-z0-9]*[a-z\
0-9])?$"}};e===null?e=[a]:e.push(a),s++}}else{const a={instancePath:t+"/spec/services/"+r+"/name",schemaPath:"#/proper\
ties/spec/properties/services/items/properties/name/type",keyword:"type",params:{type:"string"}};e===null?e=[a]:e.push(
a),s++}}if(i.critical!==void 0&&typeof i.critical!="boolean"){const m={instancePath:t+"/spec/services/"+r+"/critical",
schemaPath:"#/properties/spec/properties/services/items/properties/critical/type",keyword:"type",params:{type:"boolean"}};
e===null?e=[m]:e.push(m),s++}if(i.type!==void 0){let m=i.type;if(typeof m=="string"){if(u(m)>63){const a={instancePath:t+
"/spec/services/"+r+"/type",schemaPath:"#/properties/spec/properties/services/items/properties/type/maxLength",keyword:"\
maxLength",params:{limit:63}};e===null?e=[a]:e.push(a),s++}}else{const a={instancePath:t+"/spec/services/"+r+"/type",schemaPath:"\
#/properties/spec/properties/services/items/properties/type/type",keyword:"type",params:{type:"string"}};e===null?e=[a]:
e.push(a),s++}}if(i.adopt!==void 0&&typeof i.adopt!="boolean"){const m={instancePath:t+"/spec/services/"+r+"/adopt",schemaPath:"\
#/properties/spec/properties/services/items/properties/adopt/type",keyword:"type",params:{type:"boolean"}};e===null?e=
[m]:e.push(m),s++}if(i.oneShot!==void 0&&typeof i.oneShot!="boolean"){const m={instancePath:t+"/spec/services/"+r+"/on\
eShot",schemaPath:"#/properties/spec/properties/services/items/properties/oneShot/type",keyword:"type",params:{type:"b\
oolean"}};e===null?e=[m]:e.push(m),s++}if(i.replicas!==void 0){let m=i.replicas;if(!(typeof m=="number"&&!(m%1)&&!isNaN(
m)&&isFinite(m))){const a={instancePath:t+"/spec/services/"+r+"/replicas",schemaPath:"#/properties/spec/properties/ser\
vices/items/properties/replicas/type",keyword:"type",params:{type:"integer"}};e===null?e=[a]:e.push(a),s++}if(typeof m==
"number"&&isFinite(m)){if(m>100||isNaN(m)){const a={instancePath:t+"/spec/services/"+r+"/replicas",schemaPath:"#/prope\
rties/spec/properties/services/items/properties/replicas/maximum",keyword:"maximum",params:{comparison:"<=",limit:100}};
e===null?e=[a]:e.push(a),s++}if(m<0||isNaN(m)){const a={instancePath:t+"/spec/services/"+r+"/replicas",schemaPath:"#/p\
roperties/spec/properties/services/items/properties/replicas/minimum",keyword:"minimum",params:{comparison:">=",limit:0}};
e===null?e=[a]:e.push(a),s++}}}if(i.dependsOn!==void 0){let m=i.dependsOn;if(Array.isArray(m)){if(m.length>64){const n={
instancePath:t+"/spec/services/"+r+"/dependsOn",schemaPath:"#/properties/spec/properties/services/items/properties/dep\
endsOn/maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[n]:e.push(n),s++}const a=m.length;for(let n=0;n<a;n++){
let c=m[n];if(c&&typeof c=="object"&&!Array.isArray(c)){if(c.name===void 0){const h={instancePath:t+"/spec/services/"+
r+"/dependsOn/"+n,schemaPath:"#/properties/spec/properties/services/items/properties/dependsOn/items/required",keyword:"\
required",params:{missingProperty:"name"}};e===null?e=[h]:e.push(h),s++}for(const h in c)if(!(h==="name"||h==="conditi\
on")){const d={instancePath:t+"/spec/services/"+r+"/dependsOn/"+n,schemaPath:"#/properties/spec/properties/services/it\
ems/properties/dependsOn/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:h}};e===
null?e=[d]:e.push(d),s++}if(c.name!==void 0){let h=c.name;if(typeof h=="string"){if(u(h)>63){const d={instancePath:t+"\
/spec/services/"+r+"/dependsOn/"+n+"/name",schemaPath:"#/properties/spec/properties/services/items/properties/dependsO\
n/items/properties/name/maxLength",keyword:"maxLength",params:{limit:63}};e===null?e=[d]:e.push(d),s++}if(u(h)<1){const d={
instancePath:t+"/spec/services/"+r+"/dependsOn/"+n+"/name",schemaPath:"#/properties/spec/properties/services/items/pro\
perties/dependsOn/items/properties/name/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[d]:e.push(d),s++}
if(!$.test(h)){const d={instancePath:t+"/spec/services/"+r+"/dependsOn/"+n+"/name",schemaPath:"#/properties/spec/prope\
rties/services/items/properties/dependsOn/items/properties/name/pattern",keyword:"pattern",params:{pattern:"^[a-z0-9](\
[-a-z0-9]*[a-z0-9])?$"}};e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+"/spec/services/"+r+"/dependsOn/"+
n+"/name",schemaPath:"#/properties/spec/properties/services/items/properties/dependsOn/items/properties/name/type",keyword:"\
type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}}if(c.condition!==void 0){let h=c.condition;if(typeof h!="s\
tring"){const d={instancePath:t+"/spec/services/"+r+"/dependsOn/"+n+"/condition",schemaPath:"#/properties/spec/propert\
ies/services/items/properties/dependsOn/items/properties/condition/type",keyword:"type",params:{type:"string"}};e===null?
e=[d]:e.push(d),s++}if(!(h==="Started"||h==="Healthy"||h==="Completed")){const d={instancePath:t+"/spec/services/"+r+"\
/dependsOn/"+n+"/condition",schemaPath:"#/properties/spec/properties/services/items/properties/dependsOn/items/propert\
ies/condition/enum",keyword:"enum",params:{allowedValues:g.properties.spec.properties.services.items.properties.dependsOn.
items.properties.condition.enum}};e===null?e=[d]:e.push(d),s++}}}else{const h={instancePath:t+"/spec/services/"+r+"/de\
pendsOn/"+n,schemaPath:"#/properties/spec/properties/services/items/properties/dependsOn/items/type",keyword:"type",params:{
type:"object"}};e===null?e=[h]:e.push(h),s++}}}else{const a={instancePath:t+"/spec/services/"+r+"/dependsOn",schemaPath:"\
#/properties/spec/properties/services/items/properties/dependsOn/type",keyword:"type",params:{type:"array"}};e===null?
e=[a]:e.push(a),s++}}if(i.docker!==void 0&&(x(i.docker,{instancePath:t+"/spec/services/"+r+"/docker",parentData:i,parentDataProperty:"\
docker",rootData:f})||(e=e===null?x.errors:e.concat(x.errors),s=e.length)),i.process!==void 0&&(v(i.process,{instancePath:t+
"/spec/services/"+r+"/process",parentData:i,parentDataProperty:"process",rootData:f})||(e=e===null?v.errors:e.concat(v.
errors),s=e.length)),i.external!==void 0){let m=i.external;if(m&&typeof m=="object"&&!Array.isArray(m)){if(m.host===void 0){
const a={instancePath:t+"/spec/services/"+r+"/external",schemaPath:"#/$defs/part5/required",keyword:"required",params:{
missingProperty:"host"}};e===null?e=[a]:e.push(a),s++}for(const a in m)if(a!=="host"){const n={instancePath:t+"/spec/s\
ervices/"+r+"/external",schemaPath:"#/$defs/part5/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:a}};
e===null?e=[n]:e.push(n),s++}if(m.host!==void 0){let a=m.host;if(typeof a=="string"){if(u(a)>253){const n={instancePath:t+
"/spec/services/"+r+"/external/host",schemaPath:"#/$defs/part5/properties/host/maxLength",keyword:"maxLength",params:{
limit:253}};e===null?e=[n]:e.push(n),s++}if(u(a)<1){const n={instancePath:t+"/spec/services/"+r+"/external/host",schemaPath:"\
#/$defs/part5/properties/host/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[n]:e.push(n),s++}if(!z.test(
a)){const n={instancePath:t+"/spec/services/"+r+"/external/host",schemaPath:"#/$defs/part5/properties/host/pattern",keyword:"\
pattern",params:{pattern:"^[A-Za-z0-9_.:-]+$"}};e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+"/spec/serv\
ices/"+r+"/external/host",schemaPath:"#/$defs/part5/properties/host/type",keyword:"type",params:{type:"string"}};e===null?
e=[n]:e.push(n),s++}}}else{const a={instancePath:t+"/spec/services/"+r+"/external",schemaPath:"#/$defs/part5/type",keyword:"\
type",params:{type:"object"}};e===null?e=[a]:e.push(a),s++}}if(i.kubernetes!==void 0&&(b(i.kubernetes,{instancePath:t+
"/spec/services/"+r+"/kubernetes",parentData:i,parentDataProperty:"kubernetes",rootData:f})||(e=e===null?b.errors:e.concat(
b.errors),s=e.length)),i.ports!==void 0){let m=i.ports;if(Array.isArray(m)){if(m.length>32){const n={instancePath:t+"/\
spec/services/"+r+"/ports",schemaPath:"#/properties/spec/properties/services/items/properties/ports/maxItems",keyword:"\
maxItems",params:{limit:32}};e===null?e=[n]:e.push(n),s++}const a=m.length;for(let n=0;n<a;n++){let c=m[n];if(c&&typeof c==
"object"&&!Array.isArray(c)){if(c.name===void 0){const h={instancePath:t+"/spec/services/"+r+"/ports/"+n,schemaPath:"#\
/properties/spec/properties/services/items/properties/ports/items/required",keyword:"required",params:{missingProperty:"\
name"}};e===null?e=[h]:e.push(h),s++}if(c.port===void 0){const h={instancePath:t+"/spec/services/"+r+"/ports/"+n,schemaPath:"\
#/properties/spec/properties/services/items/properties/ports/items/required",keyword:"required",params:{missingProperty:"\
port"}};e===null?e=[h]:e.push(h),s++}for(const h in c)if(!(h==="name"||h==="port"||h==="hostPort"||h==="hostAddress"||
h==="range")){const d={instancePath:t+"/spec/services/"+r+"/ports/"+n,schemaPath:"#/properties/spec/properties/service\
s/items/properties/ports/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:h}};e===
null?e=[d]:e.push(d),s++}if(c.name!==void 0){let h=c.name;if(typeof h=="string"){if(u(h)>63){const d={instancePath:t+"\
/spec/services/"+r+"/ports/"+n+"/name",schemaPath:"#/properties/spec/properties/services/items/properties/ports/items/\
properties/name/maxLength",keyword:"maxLength",params:{limit:63}};e===null?e=[d]:e.push(d),s++}if(u(h)<1){const d={instancePath:t+
"/spec/services/"+r+"/ports/"+n+"/name",schemaPath:"#/properties/spec/properties/services/items/properties/ports/items\
/properties/name/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[d]:e.push(d),s++}if(!$.test(h)){const d={
instancePath:t+"/spec/services/"+r+"/ports/"+n+"/name",schemaPath:"#/properties/spec/properties/services/items/propert\
ies/ports/items/properties/name/pattern",keyword:"pattern",params:{pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}};e===null?
e=[d]:e.push(d),s++}}else{const d={instancePath:t+"/spec/services/"+r+"/ports/"+n+"/name",schemaPath:"#/properties/spe\
c/properties/services/items/properties/ports/items/properties/name/type",keyword:"type",params:{type:"string"}};e===null?
e=[d]:e.push(d),s++}}if(c.port!==void 0){let h=c.port;if(!(typeof h=="number"&&!(h%1)&&!isNaN(h)&&isFinite(h))){const d={
instancePath:t+"/spec/services/"+r+"/ports/"+n+"/port",schemaPath:"#/properties/spec/properties/services/items/propert\
ies/ports/items/properties/port/type",keyword:"type",params:{type:"integer"}};e===null?e=[d]:e.push(d),s++}if(typeof h==
"number"&&isFinite(h)){if(h>65535||isNaN(h)){const d={instancePath:t+"/spec/services/"+r+"/ports/"+n+"/port",schemaPath:"\
#/properties/spec/properties/services/items/properties/ports/items/properties/port/maximum",keyword:"maximum",params:{
comparison:"<=",limit:65535}};e===null?e=[d]:e.push(d),s++}if(h<1||isNaN(h)){const d={instancePath:t+"/spec/services/"+
r+"/ports/"+n+"/port",schemaPath:"#/properties/spec/properties/services/items/properties/ports/items/properties/port/m\
inimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[d]:e.push(d),s++}}}if(c.hostPort!==void 0){let h=c.
hostPort;if(!(typeof h=="number"&&!(h%1)&&!isNaN(h)&&isFinite(h))){const d={instancePath:t+"/spec/services/"+r+"/ports\
/"+n+"/hostPort",schemaPath:"#/properties/spec/properties/services/items/properties/ports/items/properties/hostPort/ty\
pe",keyword:"type",params:{type:"integer"}};e===null?e=[d]:e.push(d),s++}if(typeof h=="number"&&isFinite(h)){if(h>65535||
isNaN(h)){const d={instancePath:t+"/spec/services/"+r+"/ports/"+n+"/hostPort",schemaPath:"#/properties/spec/properties\
/services/items/properties/ports/items/properties/hostPort/maximum",keyword:"maximum",params:{comparison:"<=",limit:65535}};
e===null?e=[d]:e.push(d),s++}if(h<1||isNaN(h)){const d={instancePath:t+"/spec/services/"+r+"/ports/"+n+"/hostPort",schemaPath:"\
#/properties/spec/properties/services/items/properties/ports/items/properties/hostPort/minimum",keyword:"minimum",params:{
comparison:">=",limit:1}};e===null?e=[d]:e.push(d),s++}}}if(c.hostAddress!==void 0){let h=c.hostAddress;if(typeof h=="\
string"){if(u(h)>45){const d={instancePath:t+"/spec/services/"+r+"/ports/"+n+"/hostAddress",schemaPath:"#/properties/s\
pec/properties/services/items/properties/ports/items/properties/hostAddress/maxLength",keyword:"maxLength",params:{limit:45}};
e===null?e=[d]:e.push(d),s++}if(u(h)<2){const d={instancePath:t+"/spec/services/"+r+"/ports/"+n+"/hostAddress",schemaPath:"\
#/properties/spec/properties/services/items/properties/ports/items/properties/hostAddress/minLength",keyword:"minLengt\
h",params:{limit:2}};e===null?e=[d]:e.push(d),s++}if(!T.test(h)){const d={instancePath:t+"/spec/services/"+r+"/ports/"+
n+"/hostAddress",schemaPath:"#/properties/spec/properties/services/items/properties/ports/items/properties/hostAddress\
/pattern",keyword:"pattern",params:{pattern:"^[0-9a-fA-F.:]+$"}};e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+
"/spec/services/"+r+"/ports/"+n+"/hostAddress",schemaPath:"#/properties/spec/properties/services/items/properties/port\
s/items/properties/hostAddress/type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}}if(c.range!==
void 0){let h=c.range;if(typeof h=="string"){if(u(h)>11){const d={instancePath:t+"/spec/services/"+r+"/ports/"+n+"/ran\
ge",schemaPath:"#/properties/spec/properties/services/items/properties/ports/items/properties/range/maxLength",keyword:"\
maxLength",params:{limit:11}};e===null?e=[d]:e.push(d),s++}if(!U.test(h)){const d={instancePath:t+"/spec/services/"+r+
"/ports/"+n+"/range",schemaPath:"#/properties/spec/properties/services/items/properties/ports/items/properties/range/p\
attern",keyword:"pattern",params:{pattern:"^[0-9]{1,5}-[0-9]{1,5}$"}};e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+
"/spec/services/"+r+"/ports/"+n+"/range",schemaPath:"#/properties/spec/properties/services/items/properties/ports/item\
s/properties/range/type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}}}else{const h={instancePath:t+
"/spec/services/"+r+"/ports/"+n,schemaPath:"#/properties/spec/properties/services/items/properties/ports/items/type",keyword:"\
type",params:{type:"object"}};e===null?e=[h]:e.push(h),s++}}}else{const a={instancePath:t+"/spec/services/"+r+"/ports",
schemaPath:"#/properties/spec/properties/services/items/properties/ports/type",keyword:"type",params:{type:"array"}};e===
null?e=[a]:e.push(a),s++}}if(i.probe!==void 0){let m=i.probe;if(m&&typeof m=="object"&&!Array.isArray(m)){for(const a in m)
if(!S.call(g.properties.spec.properties.services.items.properties.probe.properties,a)){const n={instancePath:t+"/spec/\
services/"+r+"/probe",schemaPath:"#/properties/spec/properties/services/items/properties/probe/additionalProperties",keyword:"\
additionalProperties",params:{additionalProperty:a}};e===null?e=[n]:e.push(n),s++}if(m.http!==void 0){let a=m.http;if(a&&
typeof a=="object"&&!Array.isArray(a)){for(const n in a)if(!(n==="path"||n==="port")){const c={instancePath:t+"/spec/s\
ervices/"+r+"/probe/http",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/http/add\
itionalProperties",keyword:"additionalProperties",params:{additionalProperty:n}};e===null?e=[c]:e.push(c),s++}if(a.path!==
void 0){let n=a.path;if(typeof n=="string"){if(u(n)>2048){const c={instancePath:t+"/spec/services/"+r+"/probe/http/pat\
h",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/http/properties/path/maxLength",
keyword:"maxLength",params:{limit:2048}};e===null?e=[c]:e.push(c),s++}if(!q.test(n)){const c={instancePath:t+"/spec/se\
rvices/"+r+"/probe/http/path",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/http\
/properties/path/pattern",keyword:"pattern",params:{pattern:"^/"}};e===null?e=[c]:e.push(c),s++}}else{const c={instancePath:t+
"/spec/services/"+r+"/probe/http/path",schemaPath:"#/properties/spec/properties/services/items/properties/probe/proper\
ties/http/properties/path/type",keyword:"type",params:{type:"string"}};e===null?e=[c]:e.push(c),s++}}if(a.port!==void 0){
let n=a.port;if(typeof n=="string"){if(u(n)>63){const c={instancePath:t+"/spec/services/"+r+"/probe/http/port",schemaPath:"\
#/properties/spec/properties/services/items/properties/probe/properties/http/properties/port/maxLength",keyword:"maxLe\
ngth",params:{limit:63}};e===null?e=[c]:e.push(c),s++}if(u(n)<1){const c={instancePath:t+"/spec/services/"+r+"/probe/h\
ttp/port",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/http/properties/port/min\
Length",keyword:"minLength",params:{limit:1}};e===null?e=[c]:e.push(c),s++}}else{const c={instancePath:t+"/spec/servic\
es/"+r+"/probe/http/port",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/http/pro\
perties/port/type",keyword:"type",params:{type:"string"}};e===null?e=[c]:e.push(c),s++}}}else{const n={instancePath:t+
"/spec/services/"+r+"/probe/http",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/\
http/type",keyword:"type",params:{type:"object"}};e===null?e=[n]:e.push(n),s++}}if(m.tcp!==void 0){let a=m.tcp;if(a&&typeof a==
"object"&&!Array.isArray(a)){for(const n in a)if(n!=="port"){const c={instancePath:t+"/spec/services/"+r+"/probe/tcp",
schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/tcp/additionalProperties",keyword:"\
additionalProperties",params:{additionalProperty:n}};e===null?e=[c]:e.push(c),s++}if(a.port!==void 0){let n=a.port;if(typeof n==
"string"){if(u(n)>63){const c={instancePath:t+"/spec/services/"+r+"/probe/tcp/port",schemaPath:"#/properties/spec/prop\
erties/services/items/properties/probe/properties/tcp/properties/port/maxLength",keyword:"maxLength",params:{limit:63}};
e===null?e=[c]:e.push(c),s++}if(u(n)<1){const c={instancePath:t+"/spec/services/"+r+"/probe/tcp/port",schemaPath:"#/pr\
operties/spec/properties/services/items/properties/probe/properties/tcp/properties/port/minLength",keyword:"minLength",
params:{limit:1}};e===null?e=[c]:e.push(c),s++}}else{const c={instancePath:t+"/spec/services/"+r+"/probe/tcp/port",schemaPath:"\
#/properties/spec/properties/services/items/properties/probe/properties/tcp/properties/port/type",keyword:"type",params:{
type:"string"}};e===null?e=[c]:e.push(c),s++}}}else{const n={instancePath:t+"/spec/services/"+r+"/probe/tcp",schemaPath:"\
#/properties/spec/properties/services/items/properties/probe/properties/tcp/type",keyword:"type",params:{type:"object"}};
e===null?e=[n]:e.push(n),s++}}if(m.exec!==void 0){let a=m.exec;if(a&&typeof a=="object"&&!Array.isArray(a)){if(a.command===
void 0){const n={instancePath:t+"/spec/services/"+r+"/probe/exec",schemaPath:"#/properties/spec/properties/services/it\
ems/properties/probe/properties/exec/required",keyword:"required",params:{missingProperty:"command"}};e===null?e=[n]:e.
push(n),s++}for(const n in a)if(n!=="command"){const c={instancePath:t+"/spec/services/"+r+"/probe/exec",schemaPath:"#\
/properties/spec/properties/services/items/properties/probe/properties/exec/additionalProperties",keyword:"additionalP\
roperties",params:{additionalProperty:n}};e===null?e=[c]:e.push(c),s++}if(a.command!==void 0){let n=a.command;if(Array.
isArray(n)){if(n.length>256){const h={instancePath:t+"/spec/services/"+r+"/probe/exec/command",schemaPath:"#/propertie\
s/spec/properties/services/items/properties/probe/properties/exec/properties/command/maxItems",keyword:"maxItems",params:{
limit:256}};e===null?e=[h]:e.push(h),s++}if(n.length<1){const h={instancePath:t+"/spec/services/"+r+"/probe/exec/comma\
nd",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/exec/properties/command/minIte\
ms",keyword:"minItems",params:{limit:1}};e===null?e=[h]:e.push(h),s++}const c=n.length;for(let h=0;h<c;h++){let d=n[h];
if(typeof d=="string"){if(u(d)>65536){const w={instancePath:t+"/spec/services/"+r+"/probe/exec/command/"+h,schemaPath:"\
#/properties/spec/properties/services/items/properties/probe/properties/exec/properties/command/items/maxLength",keyword:"\
maxLength",params:{limit:65536}};e===null?e=[w]:e.push(w),s++}}else{const w={instancePath:t+"/spec/services/"+r+"/prob\
e/exec/command/"+h,schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/exec/properties\
/command/items/type",keyword:"type",params:{type:"string"}};e===null?e=[w]:e.push(w),s++}}}else{const c={instancePath:t+
"/spec/services/"+r+"/probe/exec/command",schemaPath:"#/properties/spec/properties/services/items/properties/probe/pro\
perties/exec/properties/command/type",keyword:"type",params:{type:"array"}};e===null?e=[c]:e.push(c),s++}}}else{const n={
instancePath:t+"/spec/services/"+r+"/probe/exec",schemaPath:"#/properties/spec/properties/services/items/properties/pr\
obe/properties/exec/type",keyword:"type",params:{type:"object"}};e===null?e=[n]:e.push(n),s++}}if(m.redis!==void 0){let a=m.
redis;if(a&&typeof a=="object"&&!Array.isArray(a)){for(const n in a)if(!(n==="port"||n==="username"||n==="password")){
const c={instancePath:t+"/spec/services/"+r+"/probe/redis",schemaPath:"#/properties/spec/properties/services/items/pro\
perties/probe/properties/redis/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:n}};e===
null?e=[c]:e.push(c),s++}if(a.port!==void 0){let n=a.port;if(typeof n=="string"){if(u(n)>63){const c={instancePath:t+"\
/spec/services/"+r+"/probe/redis/port",schemaPath:"#/properties/spec/properties/services/items/properties/probe/proper\
ties/redis/properties/port/maxLength",keyword:"maxLength",params:{limit:63}};e===null?e=[c]:e.push(c),s++}if(u(n)<1){const c={
instancePath:t+"/spec/services/"+r+"/probe/redis/port",schemaPath:"#/properties/spec/properties/services/items/propert\
ies/probe/properties/redis/properties/port/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[c]:e.push(c),s++}}else{
const c={instancePath:t+"/spec/services/"+r+"/probe/redis/port",schemaPath:"#/properties/spec/properties/services/item\
s/properties/probe/properties/redis/properties/port/type",keyword:"type",params:{type:"string"}};e===null?e=[c]:e.push(
c),s++}}if(a.username!==void 0){let n=a.username;if(typeof n=="string"){if(u(n)>255){const c={instancePath:t+"/spec/se\
rvices/"+r+"/probe/redis/username",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties\
/redis/properties/username/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[c]:e.push(c),s++}if(u(n)<1){
const c={instancePath:t+"/spec/services/"+r+"/probe/redis/username",schemaPath:"#/properties/spec/properties/services/\
items/properties/probe/properties/redis/properties/username/minLength",keyword:"minLength",params:{limit:1}};e===null?
e=[c]:e.push(c),s++}}else{const c={instancePath:t+"/spec/services/"+r+"/probe/redis/username",schemaPath:"#/properties\
/spec/properties/services/items/properties/probe/properties/redis/properties/username/type",keyword:"type",params:{type:"\
string"}};e===null?e=[c]:e.push(c),s++}}a.password!==void 0&&(P(a.password,{instancePath:t+"/spec/services/"+r+"/probe\
/redis/password",parentData:a,parentDataProperty:"password",rootData:f})||(e=e===null?P.errors:e.concat(P.errors),s=e.
length))}else{const n={instancePath:t+"/spec/services/"+r+"/probe/redis",schemaPath:"#/properties/spec/properties/serv\
ices/items/properties/probe/properties/redis/type",keyword:"type",params:{type:"object"}};e===null?e=[n]:e.push(n),s++}}
if(m.amqp!==void 0){let a=m.amqp;if(a&&typeof a=="object"&&!Array.isArray(a)){for(const n in a)if(!(n==="port"||n==="v\
host"||n==="username"||n==="password")){const c={instancePath:t+"/spec/services/"+r+"/probe/amqp",schemaPath:"#/proper\
ties/spec/properties/services/items/properties/probe/properties/amqp/additionalProperties",keyword:"additionalProperti\
es",params:{additionalProperty:n}};e===null?e=[c]:e.push(c),s++}if(a.port!==void 0){let n=a.port;if(typeof n=="string"){
if(u(n)>63){const c={instancePath:t+"/spec/services/"+r+"/probe/amqp/port",schemaPath:"#/properties/spec/properties/se\
rvices/items/properties/probe/properties/amqp/properties/port/maxLength",keyword:"maxLength",params:{limit:63}};e===null?
e=[c]:e.push(c),s++}if(u(n)<1){const c={instancePath:t+"/spec/services/"+r+"/probe/amqp/port",schemaPath:"#/properties\
/spec/properties/services/items/properties/probe/properties/amqp/properties/port/minLength",keyword:"minLength",params:{
limit:1}};e===null?e=[c]:e.push(c),s++}}else{const c={instancePath:t+"/spec/services/"+r+"/probe/amqp/port",schemaPath:"\
#/properties/spec/properties/services/items/properties/probe/properties/amqp/properties/port/type",keyword:"type",params:{
type:"string"}};e===null?e=[c]:e.push(c),s++}}if(a.vhost!==void 0){let n=a.vhost;if(typeof n=="string"){if(u(n)>255){const c={
instancePath:t+"/spec/services/"+r+"/probe/amqp/vhost",schemaPath:"#/properties/spec/properties/services/items/propert\
ies/probe/properties/amqp/properties/vhost/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[c]:e.push(c),
s++}if(u(n)<1){const c={instancePath:t+"/spec/services/"+r+"/probe/amqp/vhost",schemaPath:"#/properties/spec/propertie\
s/services/items/properties/probe/properties/amqp/properties/vhost/minLength",keyword:"minLength",params:{limit:1}};e===
null?e=[c]:e.push(c),s++}}else{const c={instancePath:t+"/spec/services/"+r+"/probe/amqp/vhost",schemaPath:"#/propertie\
s/spec/properties/services/items/properties/probe/properties/amqp/properties/vhost/type",keyword:"type",params:{type:"\
string"}};e===null?e=[c]:e.push(c),s++}}if(a.username!==void 0){let n=a.username;if(typeof n=="string"){if(u(n)>255){const c={
instancePath:t+"/spec/services/"+r+"/probe/amqp/username",schemaPath:"#/properties/spec/properties/services/items/prop\
erties/probe/properties/amqp/properties/username/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[c]:e.push(
c),s++}if(u(n)<1){const c={instancePath:t+"/spec/services/"+r+"/probe/amqp/username",schemaPath:"#/properties/spec/pro\
perties/services/items/properties/probe/properties/amqp/properties/username/minLength",keyword:"minLength",params:{limit:1}};
e===null?e=[c]:e.push(c),s++}}else{const c={instancePath:t+"/spec/services/"+r+"/probe/amqp/username",schemaPath:"#/pr\
operties/spec/properties/services/items/properties/probe/properties/amqp/properties/username/type",keyword:"type",params:{
type:"string"}};e===null?e=[c]:e.push(c),s++}}a.password!==void 0&&(P(a.password,{instancePath:t+"/spec/services/"+r+"\
/probe/amqp/password",parentData:a,parentDataProperty:"password",rootData:f})||(e=e===null?P.errors:e.concat(P.errors),
s=e.length))}else{const n={instancePath:t+"/spec/services/"+r+"/probe/amqp",schemaPath:"#/properties/spec/properties/s\
ervices/items/properties/probe/properties/amqp/type",keyword:"type",params:{type:"object"}};e===null?e=[n]:e.push(n),s++}}
if(m.postgres!==void 0){let a=m.postgres;if(a&&typeof a=="object"&&!Array.isArray(a)){for(const n in a)if(!(n==="port"||
n==="database"||n==="username"||n==="password")){const c={instancePath:t+"/spec/services/"+r+"/probe/postgres",schemaPath:"\
#/properties/spec/properties/services/items/properties/probe/properties/postgres/additionalProperties",keyword:"additi\
onalProperties",params:{additionalProperty:n}};e===null?e=[c]:e.push(c),s++}if(a.port!==void 0){let n=a.port;if(typeof n==
"string"){if(u(n)>63){const c={instancePath:t+"/spec/services/"+r+"/probe/postgres/port",schemaPath:"#/properties/spec\
/properties/services/items/properties/probe/properties/postgres/properties/port/maxLength",keyword:"maxLength",params:{
limit:63}};e===null?e=[c]:e.push(c),s++}if(u(n)<1){const c={instancePath:t+"/spec/services/"+r+"/probe/postgres/port",
schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/postgres/properties/port/minLength",
keyword:"minLength",params:{limit:1}};e===null?e=[c]:e.push(c),s++}}else{const c={instancePath:t+"/spec/services/"+r+"\
/probe/postgres/port",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/postgres/pro\
perties/port/type",keyword:"type",params:{type:"string"}};e===null?e=[c]:e.push(c),s++}}if(a.database!==void 0){let n=a.
database;if(typeof n=="string"){if(u(n)>63){const c={instancePath:t+"/spec/services/"+r+"/probe/postgres/database",schemaPath:"\
#/properties/spec/properties/services/items/properties/probe/properties/postgres/properties/database/maxLength",keyword:"\
maxLength",params:{limit:63}};e===null?e=[c]:e.push(c),s++}if(u(n)<1){const c={instancePath:t+"/spec/services/"+r+"/pr\
obe/postgres/database",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/postgres/pr\
operties/database/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[c]:e.push(c),s++}}else{const c={instancePath:t+
"/spec/services/"+r+"/probe/postgres/database",schemaPath:"#/properties/spec/properties/services/items/properties/prob\
e/properties/postgres/properties/database/type",keyword:"type",params:{type:"string"}};e===null?e=[c]:e.push(c),s++}}if(a.
username!==void 0){let n=a.username;if(typeof n=="string"){if(u(n)>63){const c={instancePath:t+"/spec/services/"+r+"/p\
robe/postgres/username",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/postgres/p\
roperties/username/maxLength",keyword:"maxLength",params:{limit:63}};e===null?e=[c]:e.push(c),s++}if(u(n)<1){const c={
instancePath:t+"/spec/services/"+r+"/probe/postgres/username",schemaPath:"#/properties/spec/properties/services/items/\
properties/probe/properties/postgres/properties/username/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[
c]:e.push(c),s++}}else{const c={instancePath:t+"/spec/services/"+r+"/probe/postgres/username",schemaPath:"#/properties\
/spec/properties/services/items/properties/probe/properties/postgres/properties/username/type",keyword:"type",params:{
type:"string"}};e===null?e=[c]:e.push(c),s++}}a.password!==void 0&&(P(a.password,{instancePath:t+"/spec/services/"+r+"\
/probe/postgres/password",parentData:a,parentDataProperty:"password",rootData:f})||(e=e===null?P.errors:e.concat(P.errors),
s=e.length))}else{const n={instancePath:t+"/spec/services/"+r+"/probe/postgres",schemaPath:"#/properties/spec/properti\
es/services/items/properties/probe/properties/postgres/type",keyword:"type",params:{type:"object"}};e===null?e=[n]:e.push(
n),s++}}if(m.intervalSeconds!==void 0){let a=m.intervalSeconds;if(!(typeof a=="number"&&!(a%1)&&!isNaN(a)&&isFinite(a))){
const n={instancePath:t+"/spec/services/"+r+"/probe/intervalSeconds",schemaPath:"#/properties/spec/properties/services\
/items/properties/probe/properties/intervalSeconds/type",keyword:"type",params:{type:"integer"}};e===null?e=[n]:e.push(
n),s++}if(typeof a=="number"&&isFinite(a)){if(a>3600||isNaN(a)){const n={instancePath:t+"/spec/services/"+r+"/probe/in\
tervalSeconds",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/intervalSeconds/max\
imum",keyword:"maximum",params:{comparison:"<=",limit:3600}};e===null?e=[n]:e.push(n),s++}if(a<1||isNaN(a)){const n={instancePath:t+
"/spec/services/"+r+"/probe/intervalSeconds",schemaPath:"#/properties/spec/properties/services/items/properties/probe/\
properties/intervalSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[n]:e.push(n),s++}}}
if(m.timeoutSeconds!==void 0){let a=m.timeoutSeconds;if(!(typeof a=="number"&&!(a%1)&&!isNaN(a)&&isFinite(a))){const n={
instancePath:t+"/spec/services/"+r+"/probe/timeoutSeconds",schemaPath:"#/properties/spec/properties/services/items/pro\
perties/probe/properties/timeoutSeconds/type",keyword:"type",params:{type:"integer"}};e===null?e=[n]:e.push(n),s++}if(typeof a==
"number"&&isFinite(a)){if(a>3600||isNaN(a)){const n={instancePath:t+"/spec/services/"+r+"/probe/timeoutSeconds",schemaPath:"\
#/properties/spec/properties/services/items/properties/probe/properties/timeoutSeconds/maximum",keyword:"maximum",params:{
comparison:"<=",limit:3600}};e===null?e=[n]:e.push(n),s++}if(a<1||isNaN(a)){const n={instancePath:t+"/spec/services/"+
r+"/probe/timeoutSeconds",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/timeoutS\
econds/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[n]:e.push(n),s++}}}if(m.failureThreshold!==
void 0){let a=m.failureThreshold;if(!(typeof a=="number"&&!(a%1)&&!isNaN(a)&&isFinite(a))){const n={instancePath:t+"/s\
pec/services/"+r+"/probe/failureThreshold",schemaPath:"#/properties/spec/properties/services/items/properties/probe/pr\
operties/failureThreshold/type",keyword:"type",params:{type:"integer"}};e===null?e=[n]:e.push(n),s++}if(typeof a=="num\
ber"&&isFinite(a)){if(a>100||isNaN(a)){const n={instancePath:t+"/spec/services/"+r+"/probe/failureThreshold",schemaPath:"\
#/properties/spec/properties/services/items/properties/probe/properties/failureThreshold/maximum",keyword:"maximum",params:{
comparison:"<=",limit:100}};e===null?e=[n]:e.push(n),s++}if(a<1||isNaN(a)){const n={instancePath:t+"/spec/services/"+r+
"/probe/failureThreshold",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/failureT\
hreshold/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[n]:e.push(n),s++}}}if(m.successThreshold!==
void 0){let a=m.successThreshold;if(!(typeof a=="number"&&!(a%1)&&!isNaN(a)&&isFinite(a))){const n={instancePath:t+"/s\
pec/services/"+r+"/probe/successThreshold",schemaPath:"#/properties/spec/properties/services/items/properties/probe/pr\
operties/successThreshold/type",keyword:"type",params:{type:"integer"}};e===null?e=[n]:e.push(n),s++}if(typeof a=="num\
ber"&&isFinite(a)){if(a>100||isNaN(a)){const n={instancePath:t+"/spec/services/"+r+"/probe/successThreshold",schemaPath:"\
#/properties/spec/properties/services/items/properties/probe/properties/successThreshold/maximum",keyword:"maximum",params:{
comparison:"<=",limit:100}};e===null?e=[n]:e.push(n),s++}if(a<1||isNaN(a)){const n={instancePath:t+"/spec/services/"+r+
"/probe/successThreshold",schemaPath:"#/properties/spec/properties/services/items/properties/probe/properties/successT\
hreshold/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[n]:e.push(n),s++}}}if(m.startupGraceSeconds!==
void 0){let a=m.startupGraceSeconds;if(!(typeof a=="number"&&!(a%1)&&!isNaN(a)&&isFinite(a))){const n={instancePath:t+
"/spec/services/"+r+"/probe/startupGraceSeconds",schemaPath:"#/properties/spec/properties/services/items/properties/pr\
obe/properties/startupGraceSeconds/type",keyword:"type",params:{type:"integer"}};e===null?e=[n]:e.push(n),s++}if(typeof a==
"number"&&isFinite(a)){if(a>3600||isNaN(a)){const n={instancePath:t+"/spec/services/"+r+"/probe/startupGraceSeconds",schemaPath:"\
#/properties/spec/properties/services/items/properties/probe/properties/startupGraceSeconds/maximum",keyword:"maximum",
params:{comparison:"<=",limit:3600}};e===null?e=[n]:e.push(n),s++}if(a<0||isNaN(a)){const n={instancePath:t+"/spec/ser\
vices/"+r+"/probe/startupGraceSeconds",schemaPath:"#/properties/spec/properties/services/items/properties/probe/proper\
ties/startupGraceSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:0}};e===null?e=[n]:e.push(n),s++}}}}else{
const a={instancePath:t+"/spec/services/"+r+"/probe",schemaPath:"#/properties/spec/properties/services/items/propertie\
s/probe/type",keyword:"type",params:{type:"object"}};e===null?e=[a]:e.push(a),s++}}if(i.update!==void 0){let m=i.update;
if(m&&typeof m=="object"&&!Array.isArray(m)){for(const a in m)if(!(a==="order"||a==="drainSeconds"||a==="autoRevert")){
const n={instancePath:t+"/spec/services/"+r+"/update",schemaPath:"#/properties/spec/properties/services/items/properti\
es/update/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:a}};e===null?e=[n]:e.push(n),
s++}if(m.order!==void 0){let a=m.order;if(typeof a!="string"){const n={instancePath:t+"/spec/services/"+r+"/update/ord\
er",schemaPath:"#/properties/spec/properties/services/items/properties/update/properties/order/type",keyword:"type",params:{
type:"string"}};e===null?e=[n]:e.push(n),s++}if(!(a==="StartFirst"||a==="StopFirst")){const n={instancePath:t+"/spec/s\
ervices/"+r+"/update/order",schemaPath:"#/properties/spec/properties/services/items/properties/update/properties/order\
/enum",keyword:"enum",params:{allowedValues:g.properties.spec.properties.services.items.properties.update.properties.order.
enum}};e===null?e=[n]:e.push(n),s++}}if(m.drainSeconds!==void 0){let a=m.drainSeconds;if(!(typeof a=="number"&&!(a%1)&&
!isNaN(a)&&isFinite(a))){const n={instancePath:t+"/spec/services/"+r+"/update/drainSeconds",schemaPath:"#/properties/s\
pec/properties/services/items/properties/update/properties/drainSeconds/type",keyword:"type",params:{type:"integer"}};
e===null?e=[n]:e.push(n),s++}if(typeof a=="number"&&isFinite(a)){if(a>3600||isNaN(a)){const n={instancePath:t+"/spec/s\
ervices/"+r+"/update/drainSeconds",schemaPath:"#/properties/spec/properties/services/items/properties/update/propertie\
s/drainSeconds/maximum",keyword:"maximum",params:{comparison:"<=",limit:3600}};e===null?e=[n]:e.push(n),s++}if(a<0||isNaN(
a)){const n={instancePath:t+"/spec/services/"+r+"/update/drainSeconds",schemaPath:"#/properties/spec/properties/servic\
es/items/properties/update/properties/drainSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:0}};e===null?
e=[n]:e.push(n),s++}}}if(m.autoRevert!==void 0&&typeof m.autoRevert!="boolean"){const a={instancePath:t+"/spec/service\
s/"+r+"/update/autoRevert",schemaPath:"#/properties/spec/properties/services/items/properties/update/properties/autoRe\
vert/type",keyword:"type",params:{type:"boolean"}};e===null?e=[a]:e.push(a),s++}}else{const a={instancePath:t+"/spec/s\
ervices/"+r+"/update",schemaPath:"#/properties/spec/properties/services/items/properties/update/type",keyword:"type",params:{
type:"object"}};e===null?e=[a]:e.push(a),s++}}if(i.alternatives!==void 0){let m=i.alternatives;if(Array.isArray(m)){if(m.
length>4){const n={instancePath:t+"/spec/services/"+r+"/alternatives",schemaPath:"#/properties/spec/properties/service\
s/items/properties/alternatives/maxItems",keyword:"maxItems",params:{limit:4}};e===null?e=[n]:e.push(n),s++}const a=m.
length;for(let n=0;n<a;n++){let c=m[n];if(c&&typeof c=="object"&&!Array.isArray(c)){if(Object.keys(c).length>1){const h={
instancePath:t+"/spec/services/"+r+"/alternatives/"+n,schemaPath:"#/properties/spec/properties/services/items/properti\
es/alternatives/items/maxProperties",keyword:"maxProperties",params:{limit:1}};e===null?e=[h]:e.push(h),s++}if(Object.
keys(c).length<1){const h={instancePath:t+"/spec/services/"+r+"/alternatives/"+n,schemaPath:"#/properties/spec/propert\
ies/services/items/properties/alternatives/items/minProperties",keyword:"minProperties",params:{limit:1}};e===null?e=[
h]:e.push(h),s++}for(const h in c)if(!(h==="docker"||h==="process"||h==="external"||h==="kubernetes")){const d={instancePath:t+
"/spec/services/"+r+"/alternatives/"+n,schemaPath:"#/properties/spec/properties/services/items/properties/alternatives\
/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:h}};e===null?e=[d]:e.push(d),s++}
if(c.docker!==void 0&&(x(c.docker,{instancePath:t+"/spec/services/"+r+"/alternatives/"+n+"/docker",parentData:c,parentDataProperty:"\
docker",rootData:f})||(e=e===null?x.errors:e.concat(x.errors),s=e.length)),c.process!==void 0&&(v(c.process,{instancePath:t+
"/spec/services/"+r+"/alternatives/"+n+"/process",parentData:c,parentDataProperty:"process",rootData:f})||(e=e===null?
v.errors:e.concat(v.errors),s=e.length)),c.external!==void 0){let h=c.external;if(h&&typeof h=="object"&&!Array.isArray(
h)){if(h.host===void 0){const d={instancePath:t+"/spec/services/"+r+"/alternatives/"+n+"/external",schemaPath:"#/$defs\
/part5/required",keyword:"required",params:{missingProperty:"host"}};e===null?e=[d]:e.push(d),s++}for(const d in h)if(d!==
"host"){const w={instancePath:t+"/spec/services/"+r+"/alternatives/"+n+"/external",schemaPath:"#/$defs/part5/additiona\
lProperties",keyword:"additionalProperties",params:{additionalProperty:d}};e===null?e=[w]:e.push(w),s++}if(h.host!==void 0){
let d=h.host;if(typeof d=="string"){if(u(d)>253){const w={instancePath:t+"/spec/services/"+r+"/alternatives/"+n+"/exte\
rnal/host",schemaPath:"#/$defs/part5/properties/host/maxLength",keyword:"maxLength",params:{limit:253}};e===null?e=[w]:
e.push(w),s++}if(u(d)<1){const w={instancePath:t+"/spec/services/"+r+"/alternatives/"+n+"/external/host",schemaPath:"#\
/$defs/part5/properties/host/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[w]:e.push(w),s++}if(!z.test(
d)){const w={instancePath:t+"/spec/services/"+r+"/alternatives/"+n+"/external/host",schemaPath:"#/$defs/part5/properti\
es/host/pattern",keyword:"pattern",params:{pattern:"^[A-Za-z0-9_.:-]+$"}};e===null?e=[w]:e.push(w),s++}}else{const w={
instancePath:t+"/spec/services/"+r+"/alternatives/"+n+"/external/host",schemaPath:"#/$defs/part5/properties/host/type",
keyword:"type",params:{type:"string"}};e===null?e=[w]:e.push(w),s++}}}else{const d={instancePath:t+"/spec/services/"+r+
"/alternatives/"+n+"/external",schemaPath:"#/$defs/part5/type",keyword:"type",params:{type:"object"}};e===null?e=[d]:e.
push(d),s++}}c.kubernetes!==void 0&&(b(c.kubernetes,{instancePath:t+"/spec/services/"+r+"/alternatives/"+n+"/kubernete\
s",parentData:c,parentDataProperty:"kubernetes",rootData:f})||(e=e===null?b.errors:e.concat(b.errors),s=e.length))}else{
const h={instancePath:t+"/spec/services/"+r+"/alternatives/"+n,schemaPath:"#/properties/spec/properties/services/items\
/properties/alternatives/items/type",keyword:"type",params:{type:"object"}};e===null?e=[h]:e.push(h),s++}}}else{const a={
instancePath:t+"/spec/services/"+r+"/alternatives",schemaPath:"#/properties/spec/properties/services/items/properties/\
alternatives/type",keyword:"type",params:{type:"array"}};e===null?e=[a]:e.push(a),s++}}}else{const m={instancePath:t+"\
/spec/services/"+r,schemaPath:"#/properties/spec/properties/services/items/type",keyword:"type",params:{type:"object"}};
e===null?e=[m]:e.push(m),s++}}}else{const p={instancePath:t+"/spec/services",schemaPath:"#/properties/spec/properties/\
services/type",keyword:"type",params:{type:"array"}};e===null?e=[p]:e.push(p),s++}}if(l.gateway!==void 0){let o=l.gateway;
if(o&&typeof o=="object"&&!Array.isArray(o)){for(const p in o)if(!(p==="apisix"||p==="frontDoor"||p==="failover")){const r={
instancePath:t+"/spec/gateway",schemaPath:"#/properties/spec/properties/gateway/additionalProperties",keyword:"additio\
nalProperties",params:{additionalProperty:p}};e===null?e=[r]:e.push(r),s++}if(o.apisix!==void 0){let p=o.apisix;if(p&&
typeof p=="object"&&!Array.isArray(p)){for(const r in p)if(!(r==="mode"||r==="file"||r==="adminUrl"||r==="adminKey"||r===
"gatewayUrl"||r==="service")){const i={instancePath:t+"/spec/gateway/apisix",schemaPath:"#/properties/spec/properties/\
gateway/properties/apisix/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:r}};e===null?
e=[i]:e.push(i),s++}if(p.mode!==void 0){let r=p.mode;if(typeof r!="string"){const i={instancePath:t+"/spec/gateway/api\
six/mode",schemaPath:"#/properties/spec/properties/gateway/properties/apisix/properties/mode/type",keyword:"type",params:{
type:"string"}};e===null?e=[i]:e.push(i),s++}if(!(r==="Admin"||r==="StandaloneFile"||r==="StandaloneApi")){const i={instancePath:t+
"/spec/gateway/apisix/mode",schemaPath:"#/properties/spec/properties/gateway/properties/apisix/properties/mode/enum",keyword:"\
enum",params:{allowedValues:g.properties.spec.properties.gateway.properties.apisix.properties.mode.enum}};e===null?e=[
i]:e.push(i),s++}}if(p.file!==void 0){let r=p.file;if(typeof r=="string"){if(u(r)>4096){const i={instancePath:t+"/spec\
/gateway/apisix/file",schemaPath:"#/properties/spec/properties/gateway/properties/apisix/properties/file/maxLength",keyword:"\
maxLength",params:{limit:4096}};e===null?e=[i]:e.push(i),s++}if(u(r)<1){const i={instancePath:t+"/spec/gateway/apisix/\
file",schemaPath:"#/properties/spec/properties/gateway/properties/apisix/properties/file/minLength",keyword:"minLength",
params:{limit:1}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+"/spec/gateway/apisix/file",schemaPath:"#\
/properties/spec/properties/gateway/properties/apisix/properties/file/type",keyword:"type",params:{type:"string"}};e===
null?e=[i]:e.push(i),s++}}if(p.adminUrl!==void 0){let r=p.adminUrl;if(typeof r=="string"){if(u(r)>2048){const i={instancePath:t+
"/spec/gateway/apisix/adminUrl",schemaPath:"#/properties/spec/properties/gateway/properties/apisix/properties/adminUrl\
/maxLength",keyword:"maxLength",params:{limit:2048}};e===null?e=[i]:e.push(i),s++}if(!I.test(r)){const i={instancePath:t+
"/spec/gateway/apisix/adminUrl",schemaPath:"#/properties/spec/properties/gateway/properties/apisix/properties/adminUrl\
/pattern",keyword:"pattern",params:{pattern:"^https?://[^/\\s]+"}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+
"/spec/gateway/apisix/adminUrl",schemaPath:"#/properties/spec/properties/gateway/properties/apisix/properties/adminUrl\
/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}if(p.adminKey!==void 0&&(P(p.adminKey,{instancePath:t+
"/spec/gateway/apisix/adminKey",parentData:p,parentDataProperty:"adminKey",rootData:f})||(e=e===null?P.errors:e.concat(
P.errors),s=e.length)),p.gatewayUrl!==void 0){let r=p.gatewayUrl;if(typeof r=="string"){if(u(r)>2048){const i={instancePath:t+
"/spec/gateway/apisix/gatewayUrl",schemaPath:"#/properties/spec/properties/gateway/properties/apisix/properties/gatewa\
yUrl/maxLength",keyword:"maxLength",params:{limit:2048}};e===null?e=[i]:e.push(i),s++}if(!I.test(r)){const i={instancePath:t+
"/spec/gateway/apisix/gatewayUrl",schemaPath:"#/properties/spec/properties/gateway/properties/apisix/properties/gatewa\
yUrl/pattern",keyword:"pattern",params:{pattern:"^https?://[^/\\s]+"}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+
"/spec/gateway/apisix/gatewayUrl",schemaPath:"#/properties/spec/properties/gateway/properties/apisix/properties/gatewa\
yUrl/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}if(p.service!==void 0){let r=p.service;
if(typeof r=="string"){if(u(r)>63){const i={instancePath:t+"/spec/gateway/apisix/service",schemaPath:"#/properties/spe\
c/properties/gateway/properties/apisix/properties/service/maxLength",keyword:"maxLength",params:{limit:63}};e===null?e=
[i]:e.push(i),s++}}else{const i={instancePath:t+"/spec/gateway/apisix/service",schemaPath:"#/properties/spec/propertie\
s/gateway/properties/apisix/properties/service/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}}else{
const r={instancePath:t+"/spec/gateway/apisix",schemaPath:"#/properties/spec/properties/gateway/properties/apisix/type",
keyword:"type",params:{type:"object"}};e===null?e=[r]:e.push(r),s++}}if(o.frontDoor!==void 0){let p=o.frontDoor;if(p&&
typeof p=="object"&&!Array.isArray(p)){for(const r in p)if(!(r==="host"||r==="port"||r==="takeover"||r==="workers"||r===
"quantumFrequency"||r==="tls")){const i={instancePath:t+"/spec/gateway/frontDoor",schemaPath:"#/properties/spec/proper\
ties/gateway/properties/frontDoor/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:r}};
e===null?e=[i]:e.push(i),s++}if(p.host!==void 0){let r=p.host;if(typeof r=="string"){if(u(r)>45){const i={instancePath:t+
"/spec/gateway/frontDoor/host",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/host/m\
axLength",keyword:"maxLength",params:{limit:45}};e===null?e=[i]:e.push(i),s++}if(u(r)<2){const i={instancePath:t+"/spe\
c/gateway/frontDoor/host",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/host/minLen\
gth",keyword:"minLength",params:{limit:2}};e===null?e=[i]:e.push(i),s++}if(!T.test(r)){const i={instancePath:t+"/spec/\
gateway/frontDoor/host",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/host/pattern",
keyword:"pattern",params:{pattern:"^[0-9a-fA-F.:]+$"}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+"/sp\
ec/gateway/frontDoor/host",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/host/type",
keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}if(p.port!==void 0){let r=p.port;if(!(typeof r=="\
number"&&!(r%1)&&!isNaN(r)&&isFinite(r))){const i={instancePath:t+"/spec/gateway/frontDoor/port",schemaPath:"#/propert\
ies/spec/properties/gateway/properties/frontDoor/properties/port/type",keyword:"type",params:{type:"integer"}};e===null?
e=[i]:e.push(i),s++}if(typeof r=="number"&&isFinite(r)){if(r>65535||isNaN(r)){const i={instancePath:t+"/spec/gateway/f\
rontDoor/port",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/port/maximum",keyword:"\
maximum",params:{comparison:"<=",limit:65535}};e===null?e=[i]:e.push(i),s++}if(r<1||isNaN(r)){const i={instancePath:t+
"/spec/gateway/frontDoor/port",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/port/m\
inimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[i]:e.push(i),s++}}}if(p.takeover!==void 0&&typeof p.
takeover!="boolean"){const r={instancePath:t+"/spec/gateway/frontDoor/takeover",schemaPath:"#/properties/spec/properti\
es/gateway/properties/frontDoor/properties/takeover/type",keyword:"type",params:{type:"boolean"}};e===null?e=[r]:e.push(
r),s++}if(p.workers!==void 0){let r=p.workers;if(!(typeof r=="number"&&!(r%1)&&!isNaN(r)&&isFinite(r))){const i={instancePath:t+
"/spec/gateway/frontDoor/workers",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/wor\
kers/type",keyword:"type",params:{type:"integer"}};e===null?e=[i]:e.push(i),s++}if(typeof r=="number"&&isFinite(r)){if(r>
64||isNaN(r)){const i={instancePath:t+"/spec/gateway/frontDoor/workers",schemaPath:"#/properties/spec/properties/gatew\
ay/properties/frontDoor/properties/workers/maximum",keyword:"maximum",params:{comparison:"<=",limit:64}};e===null?e=[i]:
e.push(i),s++}if(r<1||isNaN(r)){const i={instancePath:t+"/spec/gateway/frontDoor/workers",schemaPath:"#/properties/spe\
c/properties/gateway/properties/frontDoor/properties/workers/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};
e===null?e=[i]:e.push(i),s++}}}if(p.quantumFrequency!==void 0){let r=p.quantumFrequency;if(typeof r=="string"){if(u(r)>
64){const i={instancePath:t+"/spec/gateway/frontDoor/quantumFrequency",schemaPath:"#/properties/spec/properties/gatewa\
y/properties/frontDoor/properties/quantumFrequency/maxLength",keyword:"maxLength",params:{limit:64}};e===null?e=[i]:e.
push(i),s++}if(!B.test(r)){const i={instancePath:t+"/spec/gateway/frontDoor/quantumFrequency",schemaPath:"#/properties\
/spec/properties/gateway/properties/frontDoor/properties/quantumFrequency/pattern",keyword:"pattern",params:{pattern:"\
^[!-~]*$"}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+"/spec/gateway/frontDoor/quantumFrequency",schemaPath:"\
#/properties/spec/properties/gateway/properties/frontDoor/properties/quantumFrequency/type",keyword:"type",params:{type:"\
string"}};e===null?e=[i]:e.push(i),s++}}if(p.tls!==void 0){let r=p.tls;if(r&&typeof r=="object"&&!Array.isArray(r)){if(r.
certFile===void 0){const i={instancePath:t+"/spec/gateway/frontDoor/tls",schemaPath:"#/properties/spec/properties/gate\
way/properties/frontDoor/properties/tls/required",keyword:"required",params:{missingProperty:"certFile"}};e===null?e=[
i]:e.push(i),s++}if(r.keyFile===void 0){const i={instancePath:t+"/spec/gateway/frontDoor/tls",schemaPath:"#/properties\
/spec/properties/gateway/properties/frontDoor/properties/tls/required",keyword:"required",params:{missingProperty:"key\
File"}};e===null?e=[i]:e.push(i),s++}for(const i in r)if(!(i==="certFile"||i==="keyFile")){const m={instancePath:t+"/s\
pec/gateway/frontDoor/tls",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/tls/additi\
onalProperties",keyword:"additionalProperties",params:{additionalProperty:i}};e===null?e=[m]:e.push(m),s++}if(r.certFile!==
void 0){let i=r.certFile;if(typeof i=="string"){if(u(i)>4096){const m={instancePath:t+"/spec/gateway/frontDoor/tls/cer\
tFile",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/tls/properties/certFile/maxLen\
gth",keyword:"maxLength",params:{limit:4096}};e===null?e=[m]:e.push(m),s++}if(u(i)<1){const m={instancePath:t+"/spec/g\
ateway/frontDoor/tls/certFile",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/tls/pr\
operties/certFile/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[m]:e.push(m),s++}}else{const m={instancePath:t+
"/spec/gateway/frontDoor/tls/certFile",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/propertie\
s/tls/properties/certFile/type",keyword:"type",params:{type:"string"}};e===null?e=[m]:e.push(m),s++}}if(r.keyFile!==void 0){
let i=r.keyFile;if(typeof i=="string"){if(u(i)>4096){const m={instancePath:t+"/spec/gateway/frontDoor/tls/keyFile",schemaPath:"\
#/properties/spec/properties/gateway/properties/frontDoor/properties/tls/properties/keyFile/maxLength",keyword:"maxLen\
gth",params:{limit:4096}};e===null?e=[m]:e.push(m),s++}if(u(i)<1){const m={instancePath:t+"/spec/gateway/frontDoor/tls\
/keyFile",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/tls/properties/keyFile/minL\
ength",keyword:"minLength",params:{limit:1}};e===null?e=[m]:e.push(m),s++}}else{const m={instancePath:t+"/spec/gateway\
/frontDoor/tls/keyFile",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/tls/propertie\
s/keyFile/type",keyword:"type",params:{type:"string"}};e===null?e=[m]:e.push(m),s++}}}else{const i={instancePath:t+"/s\
pec/gateway/frontDoor/tls",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/properties/tls/type",
keyword:"type",params:{type:"object"}};e===null?e=[i]:e.push(i),s++}}}else{const r={instancePath:t+"/spec/gateway/fron\
tDoor",schemaPath:"#/properties/spec/properties/gateway/properties/frontDoor/type",keyword:"type",params:{type:"object"}};
e===null?e=[r]:e.push(r),s++}}if(o.failover!==void 0){let p=o.failover;if(p&&typeof p=="object"&&!Array.isArray(p)){for(const r in p)
if(!(r==="mode"||r==="failureThreshold"||r==="successThreshold"||r==="minDwellSeconds"||r==="switchLimit")){const i={instancePath:t+
"/spec/gateway/failover",schemaPath:"#/properties/spec/properties/gateway/properties/failover/additionalProperties",keyword:"\
additionalProperties",params:{additionalProperty:r}};e===null?e=[i]:e.push(i),s++}if(p.mode!==void 0){let r=p.mode;if(typeof r!=
"string"){const i={instancePath:t+"/spec/gateway/failover/mode",schemaPath:"#/properties/spec/properties/gateway/prope\
rties/failover/properties/mode/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}if(!(r==="Aut\
o"||r==="Apisix"||r==="Fallback")){const i={instancePath:t+"/spec/gateway/failover/mode",schemaPath:"#/properties/spec\
/properties/gateway/properties/failover/properties/mode/enum",keyword:"enum",params:{allowedValues:g.properties.spec.properties.
gateway.properties.failover.properties.mode.enum}};e===null?e=[i]:e.push(i),s++}}if(p.failureThreshold!==void 0){let r=p.
failureThreshold;if(!(typeof r=="number"&&!(r%1)&&!isNaN(r)&&isFinite(r))){const i={instancePath:t+"/spec/gateway/fail\
over/failureThreshold",schemaPath:"#/properties/spec/properties/gateway/properties/failover/properties/failureThreshol\
d/type",keyword:"type",params:{type:"integer"}};e===null?e=[i]:e.push(i),s++}if(typeof r=="number"&&isFinite(r)){if(r>
100||isNaN(r)){const i={instancePath:t+"/spec/gateway/failover/failureThreshold",schemaPath:"#/properties/spec/propert\
ies/gateway/properties/failover/properties/failureThreshold/maximum",keyword:"maximum",params:{comparison:"<=",limit:100}};
e===null?e=[i]:e.push(i),s++}if(r<1||isNaN(r)){const i={instancePath:t+"/spec/gateway/failover/failureThreshold",schemaPath:"\
#/properties/spec/properties/gateway/properties/failover/properties/failureThreshold/minimum",keyword:"minimum",params:{
comparison:">=",limit:1}};e===null?e=[i]:e.push(i),s++}}}if(p.successThreshold!==void 0){let r=p.successThreshold;if(!(typeof r==
"number"&&!(r%1)&&!isNaN(r)&&isFinite(r))){const i={instancePath:t+"/spec/gateway/failover/successThreshold",schemaPath:"\
#/properties/spec/properties/gateway/properties/failover/properties/successThreshold/type",keyword:"type",params:{type:"\
integer"}};e===null?e=[i]:e.push(i),s++}if(typeof r=="number"&&isFinite(r)){if(r>100||isNaN(r)){const i={instancePath:t+
"/spec/gateway/failover/successThreshold",schemaPath:"#/properties/spec/properties/gateway/properties/failover/propert\
ies/successThreshold/maximum",keyword:"maximum",params:{comparison:"<=",limit:100}};e===null?e=[i]:e.push(i),s++}if(r<
1||isNaN(r)){const i={instancePath:t+"/spec/gateway/failover/successThreshold",schemaPath:"#/properties/spec/propertie\
s/gateway/properties/failover/properties/successThreshold/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};
e===null?e=[i]:e.push(i),s++}}}if(p.minDwellSeconds!==void 0){let r=p.minDwellSeconds;if(!(typeof r=="number"&&!(r%1)&&
!isNaN(r)&&isFinite(r))){const i={instancePath:t+"/spec/gateway/failover/minDwellSeconds",schemaPath:"#/properties/spe\
c/properties/gateway/properties/failover/properties/minDwellSeconds/type",keyword:"type",params:{type:"integer"}};e===
null?e=[i]:e.push(i),s++}if(typeof r=="number"&&isFinite(r)){if(r>3600||isNaN(r)){const i={instancePath:t+"/spec/gatew\
ay/failover/minDwellSeconds",schemaPath:"#/properties/spec/properties/gateway/properties/failover/properties/minDwellS\
econds/maximum",keyword:"maximum",params:{comparison:"<=",limit:3600}};e===null?e=[i]:e.push(i),s++}if(r<0||isNaN(r)){
const i={instancePath:t+"/spec/gateway/failover/minDwellSeconds",schemaPath:"#/properties/spec/properties/gateway/prop\
erties/failover/properties/minDwellSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:0}};e===null?e=[i]:
e.push(i),s++}}}if(p.switchLimit!==void 0){let r=p.switchLimit;if(r&&typeof r=="object"&&!Array.isArray(r)){for(const i in r)
if(!(i==="max"||i==="windowSeconds")){const m={instancePath:t+"/spec/gateway/failover/switchLimit",schemaPath:"#/prope\
rties/spec/properties/gateway/properties/failover/properties/switchLimit/additionalProperties",keyword:"additionalProp\
erties",params:{additionalProperty:i}};e===null?e=[m]:e.push(m),s++}if(r.max!==void 0){let i=r.max;if(!(typeof i=="num\
ber"&&!(i%1)&&!isNaN(i)&&isFinite(i))){const m={instancePath:t+"/spec/gateway/failover/switchLimit/max",schemaPath:"#/\
properties/spec/properties/gateway/properties/failover/properties/switchLimit/properties/max/type",keyword:"type",params:{
type:"integer"}};e===null?e=[m]:e.push(m),s++}if(typeof i=="number"&&isFinite(i)){if(i>100||isNaN(i)){const m={instancePath:t+
"/spec/gateway/failover/switchLimit/max",schemaPath:"#/properties/spec/properties/gateway/properties/failover/properti\
es/switchLimit/properties/max/maximum",keyword:"maximum",params:{comparison:"<=",limit:100}};e===null?e=[m]:e.push(m),
s++}if(i<1||isNaN(i)){const m={instancePath:t+"/spec/gateway/failover/switchLimit/max",schemaPath:"#/properties/spec/p\
roperties/gateway/properties/failover/properties/switchLimit/properties/max/minimum",keyword:"minimum",params:{comparison:"\
>=",limit:1}};e===null?e=[m]:e.push(m),s++}}}if(r.windowSeconds!==void 0){let i=r.windowSeconds;if(!(typeof i=="number"&&
!(i%1)&&!isNaN(i)&&isFinite(i))){const m={instancePath:t+"/spec/gateway/failover/switchLimit/windowSeconds",schemaPath:"\
#/properties/spec/properties/gateway/properties/failover/properties/switchLimit/properties/windowSeconds/type",keyword:"\
type",params:{type:"integer"}};e===null?e=[m]:e.push(m),s++}if(typeof i=="number"&&isFinite(i)){if(i>86400||isNaN(i)){
const m={instancePath:t+"/spec/gateway/failover/switchLimit/windowSeconds",schemaPath:"#/properties/spec/properties/ga\
teway/properties/failover/properties/switchLimit/properties/windowSeconds/maximum",keyword:"maximum",params:{comparison:"\
<=",limit:86400}};e===null?e=[m]:e.push(m),s++}if(i<1||isNaN(i)){const m={instancePath:t+"/spec/gateway/failover/switc\
hLimit/windowSeconds",schemaPath:"#/properties/spec/properties/gateway/properties/failover/properties/switchLimit/prop\
erties/windowSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[m]:e.push(m),s++}}}}else{
const i={instancePath:t+"/spec/gateway/failover/switchLimit",schemaPath:"#/properties/spec/properties/gateway/properti\
es/failover/properties/switchLimit/type",keyword:"type",params:{type:"object"}};e===null?e=[i]:e.push(i),s++}}}else{const r={
instancePath:t+"/spec/gateway/failover",schemaPath:"#/properties/spec/properties/gateway/properties/failover/type",keyword:"\
type",params:{type:"object"}};e===null?e=[r]:e.push(r),s++}}}else{const p={instancePath:t+"/spec/gateway",schemaPath:"\
#/properties/spec/properties/gateway/type",keyword:"type",params:{type:"object"}};e===null?e=[p]:e.push(p),s++}}if(l.consumers!==
void 0){let o=l.consumers;if(Array.isArray(o)){if(o.length>1e3){const r={instancePath:t+"/spec/consumers",schemaPath:"\
#/properties/spec/properties/consumers/maxItems",keyword:"maxItems",params:{limit:1e3}};e===null?e=[r]:e.push(r),s++}const p=o.
length;for(let r=0;r<p;r++){let i=o[r];if(i&&typeof i=="object"&&!Array.isArray(i)){if(i.username===void 0){const m={instancePath:t+
"/spec/consumers/"+r,schemaPath:"#/properties/spec/properties/consumers/items/required",keyword:"required",params:{missingProperty:"\
username"}};e===null?e=[m]:e.push(m),s++}for(const m in i)if(!(m==="username"||m==="adopt"||m==="plugins")){const a={instancePath:t+
"/spec/consumers/"+r,schemaPath:"#/properties/spec/properties/consumers/items/additionalProperties",keyword:"additiona\
lProperties",params:{additionalProperty:m}};e===null?e=[a]:e.push(a),s++}if(i.username!==void 0){let m=i.username;if(typeof m==
"string"){if(u(m)>100){const a={instancePath:t+"/spec/consumers/"+r+"/username",schemaPath:"#/properties/spec/properti\
es/consumers/items/properties/username/maxLength",keyword:"maxLength",params:{limit:100}};e===null?e=[a]:e.push(a),s++}
if(!C.test(m)){const a={instancePath:t+"/spec/consumers/"+r+"/username",schemaPath:"#/properties/spec/properties/consu\
mers/items/properties/username/pattern",keyword:"pattern",params:{pattern:"^[a-zA-Z0-9_-]+$"}};e===null?e=[a]:e.push(a),
s++}}else{const a={instancePath:t+"/spec/consumers/"+r+"/username",schemaPath:"#/properties/spec/properties/consumers/\
items/properties/username/type",keyword:"type",params:{type:"string"}};e===null?e=[a]:e.push(a),s++}}if(i.adopt!==void 0&&
typeof i.adopt!="boolean"){const m={instancePath:t+"/spec/consumers/"+r+"/adopt",schemaPath:"#/properties/spec/propert\
ies/consumers/items/properties/adopt/type",keyword:"type",params:{type:"boolean"}};e===null?e=[m]:e.push(m),s++}if(i.plugins!==
void 0){let m=i.plugins;if(!(m&&typeof m=="object"&&!Array.isArray(m))){const a={instancePath:t+"/spec/consumers/"+r+"\
/plugins",schemaPath:"#/$defs/part8/type",keyword:"type",params:{type:"object"}};e===null?e=[a]:e.push(a),s++}}}else{const m={
instancePath:t+"/spec/consumers/"+r,schemaPath:"#/properties/spec/properties/consumers/items/type",keyword:"type",params:{
type:"object"}};e===null?e=[m]:e.push(m),s++}}}else{const p={instancePath:t+"/spec/consumers",schemaPath:"#/properties\
/spec/properties/consumers/type",keyword:"type",params:{type:"array"}};e===null?e=[p]:e.push(p),s++}}if(l.routes!==void 0){
let o=l.routes;if(Array.isArray(o)){if(o.length>1e4){const r={instancePath:t+"/spec/routes",schemaPath:"#/properties/s\
pec/properties/routes/maxItems",keyword:"maxItems",params:{limit:1e4}};e===null?e=[r]:e.push(r),s++}const p=o.length;for(let r=0;r<
p;r++){let i=o[r];if(i&&typeof i=="object"&&!Array.isArray(i)){if(i.name===void 0){const m={instancePath:t+"/spec/rout\
es/"+r,schemaPath:"#/properties/spec/properties/routes/items/required",keyword:"required",params:{missingProperty:"nam\
e"}};e===null?e=[m]:e.push(m),s++}for(const m in i)if(!S.call(g.properties.spec.properties.routes.items.properties,m)){
const a={instancePath:t+"/spec/routes/"+r,schemaPath:"#/properties/spec/properties/routes/items/additionalProperties",
keyword:"additionalProperties",params:{additionalProperty:m}};e===null?e=[a]:e.push(a),s++}if(i.name!==void 0){let m=i.
name;if(typeof m=="string"){if(u(m)>63){const a={instancePath:t+"/spec/routes/"+r+"/name",schemaPath:"#/properties/spe\
c/properties/routes/items/properties/name/maxLength",keyword:"maxLength",params:{limit:63}};e===null?e=[a]:e.push(a),s++}
if(u(m)<1){const a={instancePath:t+"/spec/routes/"+r+"/name",schemaPath:"#/properties/spec/properties/routes/items/pro\
perties/name/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[a]:e.push(a),s++}if(!$.test(m)){const a={instancePath:t+
"/spec/routes/"+r+"/name",schemaPath:"#/properties/spec/properties/routes/items/properties/name/pattern",keyword:"patt\
ern",params:{pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}};e===null?e=[a]:e.push(a),s++}}else{const a={instancePath:t+"/\
spec/routes/"+r+"/name",schemaPath:"#/properties/spec/properties/routes/items/properties/name/type",keyword:"type",params:{
type:"string"}};e===null?e=[a]:e.push(a),s++}}if(i.adoptId!==void 0){let m=i.adoptId;if(typeof m=="string"){if(u(m)>64){
const a={instancePath:t+"/spec/routes/"+r+"/adoptId",schemaPath:"#/properties/spec/properties/routes/items/properties/\
adoptId/maxLength",keyword:"maxLength",params:{limit:64}};e===null?e=[a]:e.push(a),s++}if(!Q.test(m)){const a={instancePath:t+
"/spec/routes/"+r+"/adoptId",schemaPath:"#/properties/spec/properties/routes/items/properties/adoptId/pattern",keyword:"\
pattern",params:{pattern:"^[a-zA-Z0-9_.-]+$"}};e===null?e=[a]:e.push(a),s++}}else{const a={instancePath:t+"/spec/route\
s/"+r+"/adoptId",schemaPath:"#/properties/spec/properties/routes/items/properties/adoptId/type",keyword:"type",params:{
type:"string"}};e===null?e=[a]:e.push(a),s++}}if(i.hosts!==void 0){let m=i.hosts;if(Array.isArray(m)){if(m.length>64){
const n={instancePath:t+"/spec/routes/"+r+"/hosts",schemaPath:"#/properties/spec/properties/routes/items/properties/ho\
sts/maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[n]:e.push(n),s++}const a=m.length;for(let n=0;n<a;n++){
let c=m[n];if(typeof c=="string"){if(u(c)>253){const h={instancePath:t+"/spec/routes/"+r+"/hosts/"+n,schemaPath:"#/pro\
perties/spec/properties/routes/items/properties/hosts/items/maxLength",keyword:"maxLength",params:{limit:253}};e===null?
e=[h]:e.push(h),s++}if(u(c)<1){const h={instancePath:t+"/spec/routes/"+r+"/hosts/"+n,schemaPath:"#/properties/spec/pro\
perties/routes/items/properties/hosts/items/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[h]:e.push(h),
s++}if(!J.test(c)){const h={instancePath:t+"/spec/routes/"+r+"/hosts/"+n,schemaPath:"#/properties/spec/properties/rout\
es/items/properties/hosts/items/pattern",keyword:"pattern",params:{pattern:"^(\\*\\.)?[a-zA-Z0-9_.:-]+$"}};e===null?e=
[h]:e.push(h),s++}}else{const h={instancePath:t+"/spec/routes/"+r+"/hosts/"+n,schemaPath:"#/properties/spec/properties\
/routes/items/properties/hosts/items/type",keyword:"type",params:{type:"string"}};e===null?e=[h]:e.push(h),s++}}}else{
const a={instancePath:t+"/spec/routes/"+r+"/hosts",schemaPath:"#/properties/spec/properties/routes/items/properties/ho\
sts/type",keyword:"type",params:{type:"array"}};e===null?e=[a]:e.push(a),s++}}if(i.paths!==void 0){let m=i.paths;if(Array.
isArray(m)){if(m.length>64){const n={instancePath:t+"/spec/routes/"+r+"/paths",schemaPath:"#/properties/spec/propertie\
s/routes/items/properties/paths/maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[n]:e.push(n),s++}if(m.length<
1){const n={instancePath:t+"/spec/routes/"+r+"/paths",schemaPath:"#/properties/spec/properties/routes/items/properties\
/paths/minItems",keyword:"minItems",params:{limit:1}};e===null?e=[n]:e.push(n),s++}const a=m.length;for(let n=0;n<a;n++){
let c=m[n];if(c&&typeof c=="object"&&!Array.isArray(c)){if(c.value===void 0){const h={instancePath:t+"/spec/routes/"+r+
"/paths/"+n,schemaPath:"#/properties/spec/properties/routes/items/properties/paths/items/required",keyword:"required",
params:{missingProperty:"value"}};e===null?e=[h]:e.push(h),s++}for(const h in c)if(!(h==="type"||h==="value")){const d={
instancePath:t+"/spec/routes/"+r+"/paths/"+n,schemaPath:"#/properties/spec/properties/routes/items/properties/paths/it\
ems/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:h}};e===null?e=[d]:e.push(d),s++}if(c.
type!==void 0){let h=c.type;if(typeof h!="string"){const d={instancePath:t+"/spec/routes/"+r+"/paths/"+n+"/type",schemaPath:"\
#/properties/spec/properties/routes/items/properties/paths/items/properties/type/type",keyword:"type",params:{type:"st\
ring"}};e===null?e=[d]:e.push(d),s++}if(!(h==="Prefix"||h==="Exact")){const d={instancePath:t+"/spec/routes/"+r+"/path\
s/"+n+"/type",schemaPath:"#/properties/spec/properties/routes/items/properties/paths/items/properties/type/enum",keyword:"\
enum",params:{allowedValues:g.properties.spec.properties.routes.items.properties.paths.items.properties.type.enum}};e===
null?e=[d]:e.push(d),s++}}if(c.value!==void 0){let h=c.value;if(typeof h=="string"){if(u(h)>2048){const d={instancePath:t+
"/spec/routes/"+r+"/paths/"+n+"/value",schemaPath:"#/properties/spec/properties/routes/items/properties/paths/items/pr\
operties/value/maxLength",keyword:"maxLength",params:{limit:2048}};e===null?e=[d]:e.push(d),s++}if(u(h)<1){const d={instancePath:t+
"/spec/routes/"+r+"/paths/"+n+"/value",schemaPath:"#/properties/spec/properties/routes/items/properties/paths/items/pr\
operties/value/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[d]:e.push(d),s++}if(!R.test(h)){const d={instancePath:t+
"/spec/routes/"+r+"/paths/"+n+"/value",schemaPath:"#/properties/spec/properties/routes/items/properties/paths/items/pr\
operties/value/pattern",keyword:"pattern",params:{pattern:"^/[^?#\\s]*$"}};e===null?e=[d]:e.push(d),s++}}else{const d={
instancePath:t+"/spec/routes/"+r+"/paths/"+n+"/value",schemaPath:"#/properties/spec/properties/routes/items/properties\
/paths/items/properties/value/type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}}}else{const h={
instancePath:t+"/spec/routes/"+r+"/paths/"+n,schemaPath:"#/properties/spec/properties/routes/items/properties/paths/it\
ems/type",keyword:"type",params:{type:"object"}};e===null?e=[h]:e.push(h),s++}}}else{const a={instancePath:t+"/spec/ro\
utes/"+r+"/paths",schemaPath:"#/properties/spec/properties/routes/items/properties/paths/type",keyword:"type",params:{
type:"array"}};e===null?e=[a]:e.push(a),s++}}if(i.methods!==void 0){let m=i.methods;if(Array.isArray(m)){if(m.length>16){
const n={instancePath:t+"/spec/routes/"+r+"/methods",schemaPath:"#/properties/spec/properties/routes/items/properties/\
methods/maxItems",keyword:"maxItems",params:{limit:16}};e===null?e=[n]:e.push(n),s++}const a=m.length;for(let n=0;n<a;n++){
let c=m[n];if(typeof c!="string"){const h={instancePath:t+"/spec/routes/"+r+"/methods/"+n,schemaPath:"#/properties/spe\
c/properties/routes/items/properties/methods/items/type",keyword:"type",params:{type:"string"}};e===null?e=[h]:e.push(
h),s++}if(!(c==="GET"||c==="HEAD"||c==="POST"||c==="PUT"||c==="PATCH"||c==="DELETE"||c==="OPTIONS")){const h={instancePath:t+
"/spec/routes/"+r+"/methods/"+n,schemaPath:"#/properties/spec/properties/routes/items/properties/methods/items/enum",keyword:"\
enum",params:{allowedValues:g.properties.spec.properties.routes.items.properties.methods.items.enum}};e===null?e=[h]:e.
push(h),s++}}}else{const a={instancePath:t+"/spec/routes/"+r+"/methods",schemaPath:"#/properties/spec/properties/route\
s/items/properties/methods/type",keyword:"type",params:{type:"array"}};e===null?e=[a]:e.push(a),s++}}if(i.headers!==void 0){
let m=i.headers;if(Array.isArray(m)){if(m.length>32){const n={instancePath:t+"/spec/routes/"+r+"/headers",schemaPath:"\
#/properties/spec/properties/routes/items/properties/headers/maxItems",keyword:"maxItems",params:{limit:32}};e===null?
e=[n]:e.push(n),s++}const a=m.length;for(let n=0;n<a;n++){let c=m[n];if(c&&typeof c=="object"&&!Array.isArray(c)){if(c.
name===void 0){const h={instancePath:t+"/spec/routes/"+r+"/headers/"+n,schemaPath:"#/properties/spec/properties/routes\
/items/properties/headers/items/required",keyword:"required",params:{missingProperty:"name"}};e===null?e=[h]:e.push(h),
s++}for(const h in c)if(!(h==="name"||h==="value"||h==="regex"||h==="present")){const d={instancePath:t+"/spec/routes/"+
r+"/headers/"+n,schemaPath:"#/properties/spec/properties/routes/items/properties/headers/items/additionalProperties",keyword:"\
additionalProperties",params:{additionalProperty:h}};e===null?e=[d]:e.push(d),s++}if(c.name!==void 0){let h=c.name;if(typeof h==
"string"){if(u(h)>255){const d={instancePath:t+"/spec/routes/"+r+"/headers/"+n+"/name",schemaPath:"#/properties/spec/p\
roperties/routes/items/properties/headers/items/properties/name/maxLength",keyword:"maxLength",params:{limit:255}};e===
null?e=[d]:e.push(d),s++}if(u(h)<1){const d={instancePath:t+"/spec/routes/"+r+"/headers/"+n+"/name",schemaPath:"#/prop\
erties/spec/properties/routes/items/properties/headers/items/properties/name/minLength",keyword:"minLength",params:{limit:1}};
e===null?e=[d]:e.push(d),s++}if(!O.test(h)){const d={instancePath:t+"/spec/routes/"+r+"/headers/"+n+"/name",schemaPath:"\
#/properties/spec/properties/routes/items/properties/headers/items/properties/name/pattern",keyword:"pattern",params:{
pattern:"^[!-~]+$"}};e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+"/spec/routes/"+r+"/headers/"+n+"/name",
schemaPath:"#/properties/spec/properties/routes/items/properties/headers/items/properties/name/type",keyword:"type",params:{
type:"string"}};e===null?e=[d]:e.push(d),s++}}if(c.value!==void 0){let h=c.value;if(typeof h=="string"){if(u(h)>4096){
const d={instancePath:t+"/spec/routes/"+r+"/headers/"+n+"/value",schemaPath:"#/properties/spec/properties/routes/items\
/properties/headers/items/properties/value/maxLength",keyword:"maxLength",params:{limit:4096}};e===null?e=[d]:e.push(d),
s++}}else{const d={instancePath:t+"/spec/routes/"+r+"/headers/"+n+"/value",schemaPath:"#/properties/spec/properties/ro\
utes/items/properties/headers/items/properties/value/type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(
d),s++}}if(c.regex!==void 0){let h=c.regex;if(typeof h=="string"){if(u(h)>1024){const d={instancePath:t+"/spec/routes/"+
r+"/headers/"+n+"/regex",schemaPath:"#/properties/spec/properties/routes/items/properties/headers/items/properties/reg\
ex/maxLength",keyword:"maxLength",params:{limit:1024}};e===null?e=[d]:e.push(d),s++}if(u(h)<1){const d={instancePath:t+
"/spec/routes/"+r+"/headers/"+n+"/regex",schemaPath:"#/properties/spec/properties/routes/items/properties/headers/item\
s/properties/regex/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+
"/spec/routes/"+r+"/headers/"+n+"/regex",schemaPath:"#/properties/spec/properties/routes/items/properties/headers/item\
s/properties/regex/type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}}if(c.present!==void 0&&typeof c.
present!="boolean"){const h={instancePath:t+"/spec/routes/"+r+"/headers/"+n+"/present",schemaPath:"#/properties/spec/p\
roperties/routes/items/properties/headers/items/properties/present/type",keyword:"type",params:{type:"boolean"}};e===null?
e=[h]:e.push(h),s++}}else{const h={instancePath:t+"/spec/routes/"+r+"/headers/"+n,schemaPath:"#/properties/spec/proper\
ties/routes/items/properties/headers/items/type",keyword:"type",params:{type:"object"}};e===null?e=[h]:e.push(h),s++}}}else{
const a={instancePath:t+"/spec/routes/"+r+"/headers",schemaPath:"#/properties/spec/properties/routes/items/properties/\
headers/type",keyword:"type",params:{type:"array"}};e===null?e=[a]:e.push(a),s++}}if(i.queryParams!==void 0){let m=i.queryParams;
if(Array.isArray(m)){if(m.length>32){const n={instancePath:t+"/spec/routes/"+r+"/queryParams",schemaPath:"#/properties\
/spec/properties/routes/items/properties/queryParams/maxItems",keyword:"maxItems",params:{limit:32}};e===null?e=[n]:e.
push(n),s++}const a=m.length;for(let n=0;n<a;n++){let c=m[n];if(c&&typeof c=="object"&&!Array.isArray(c)){if(c.name===
void 0){const h={instancePath:t+"/spec/routes/"+r+"/queryParams/"+n,schemaPath:"#/properties/spec/properties/routes/it\
ems/properties/queryParams/items/required",keyword:"required",params:{missingProperty:"name"}};e===null?e=[h]:e.push(h),
s++}for(const h in c)if(!(h==="name"||h==="value"||h==="regex"||h==="present")){const d={instancePath:t+"/spec/routes/"+
r+"/queryParams/"+n,schemaPath:"#/properties/spec/properties/routes/items/properties/queryParams/items/additionalPrope\
rties",keyword:"additionalProperties",params:{additionalProperty:h}};e===null?e=[d]:e.push(d),s++}if(c.name!==void 0){
let h=c.name;if(typeof h=="string"){if(u(h)>255){const d={instancePath:t+"/spec/routes/"+r+"/queryParams/"+n+"/name",schemaPath:"\
#/properties/spec/properties/routes/items/properties/queryParams/items/properties/name/maxLength",keyword:"maxLength",
params:{limit:255}};e===null?e=[d]:e.push(d),s++}if(u(h)<1){const d={instancePath:t+"/spec/routes/"+r+"/queryParams/"+
n+"/name",schemaPath:"#/properties/spec/properties/routes/items/properties/queryParams/items/properties/name/minLength",
keyword:"minLength",params:{limit:1}};e===null?e=[d]:e.push(d),s++}if(!O.test(h)){const d={instancePath:t+"/spec/route\
s/"+r+"/queryParams/"+n+"/name",schemaPath:"#/properties/spec/properties/routes/items/properties/queryParams/items/pro\
perties/name/pattern",keyword:"pattern",params:{pattern:"^[!-~]+$"}};e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+
"/spec/routes/"+r+"/queryParams/"+n+"/name",schemaPath:"#/properties/spec/properties/routes/items/properties/queryPara\
ms/items/properties/name/type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}}if(c.value!==void 0){
let h=c.value;if(typeof h=="string"){if(u(h)>4096){const d={instancePath:t+"/spec/routes/"+r+"/queryParams/"+n+"/value",
schemaPath:"#/properties/spec/properties/routes/items/properties/queryParams/items/properties/value/maxLength",keyword:"\
maxLength",params:{limit:4096}};e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+"/spec/routes/"+r+"/queryPa\
rams/"+n+"/value",schemaPath:"#/properties/spec/properties/routes/items/properties/queryParams/items/properties/value/\
type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}}if(c.regex!==void 0){let h=c.regex;if(typeof h==
"string"){if(u(h)>1024){const d={instancePath:t+"/spec/routes/"+r+"/queryParams/"+n+"/regex",schemaPath:"#/properties/\
spec/properties/routes/items/properties/queryParams/items/properties/regex/maxLength",keyword:"maxLength",params:{limit:1024}};
e===null?e=[d]:e.push(d),s++}if(u(h)<1){const d={instancePath:t+"/spec/routes/"+r+"/queryParams/"+n+"/regex",schemaPath:"\
#/properties/spec/properties/routes/items/properties/queryParams/items/properties/regex/minLength",keyword:"minLength",
params:{limit:1}};e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+"/spec/routes/"+r+"/queryParams/"+n+"/reg\
ex",schemaPath:"#/properties/spec/properties/routes/items/properties/queryParams/items/properties/regex/type",keyword:"\
type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}}if(c.present!==void 0&&typeof c.present!="boolean"){const h={
instancePath:t+"/spec/routes/"+r+"/queryParams/"+n+"/present",schemaPath:"#/properties/spec/properties/routes/items/pr\
operties/queryParams/items/properties/present/type",keyword:"type",params:{type:"boolean"}};e===null?e=[h]:e.push(h),s++}}else{
const h={instancePath:t+"/spec/routes/"+r+"/queryParams/"+n,schemaPath:"#/properties/spec/properties/routes/items/prop\
erties/queryParams/items/type",keyword:"type",params:{type:"object"}};e===null?e=[h]:e.push(h),s++}}}else{const a={instancePath:t+
"/spec/routes/"+r+"/queryParams",schemaPath:"#/properties/spec/properties/routes/items/properties/queryParams/type",keyword:"\
type",params:{type:"array"}};e===null?e=[a]:e.push(a),s++}}if(i.priority!==void 0){let m=i.priority;if(!(typeof m=="nu\
mber"&&!(m%1)&&!isNaN(m)&&isFinite(m))){const a={instancePath:t+"/spec/routes/"+r+"/priority",schemaPath:"#/properties\
/spec/properties/routes/items/properties/priority/type",keyword:"type",params:{type:"integer"}};e===null?e=[a]:e.push(
a),s++}if(typeof m=="number"&&isFinite(m)){if(m>32767||isNaN(m)){const a={instancePath:t+"/spec/routes/"+r+"/priority",
schemaPath:"#/properties/spec/properties/routes/items/properties/priority/maximum",keyword:"maximum",params:{comparison:"\
<=",limit:32767}};e===null?e=[a]:e.push(a),s++}if(m<-32768||isNaN(m)){const a={instancePath:t+"/spec/routes/"+r+"/prio\
rity",schemaPath:"#/properties/spec/properties/routes/items/properties/priority/minimum",keyword:"minimum",params:{comparison:"\
>=",limit:-32768}};e===null?e=[a]:e.push(a),s++}}}if(i.backends!==void 0){let m=i.backends;if(Array.isArray(m)){if(m.length>
32){const n={instancePath:t+"/spec/routes/"+r+"/backends",schemaPath:"#/properties/spec/properties/routes/items/proper\
ties/backends/maxItems",keyword:"maxItems",params:{limit:32}};e===null?e=[n]:e.push(n),s++}const a=m.length;for(let n=0;n<
a;n++){let c=m[n];if(c&&typeof c=="object"&&!Array.isArray(c)){if(c.service===void 0){const h={instancePath:t+"/spec/r\
outes/"+r+"/backends/"+n,schemaPath:"#/properties/spec/properties/routes/items/properties/backends/items/required",keyword:"\
required",params:{missingProperty:"service"}};e===null?e=[h]:e.push(h),s++}if(c.port===void 0){const h={instancePath:t+
"/spec/routes/"+r+"/backends/"+n,schemaPath:"#/properties/spec/properties/routes/items/properties/backends/items/requi\
red",keyword:"required",params:{missingProperty:"port"}};e===null?e=[h]:e.push(h),s++}for(const h in c)if(!(h==="servi\
ce"||h==="port"||h==="weight")){const d={instancePath:t+"/spec/routes/"+r+"/backends/"+n,schemaPath:"#/properties/spec\
/properties/routes/items/properties/backends/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:h}};
e===null?e=[d]:e.push(d),s++}if(c.service!==void 0){let h=c.service;if(typeof h=="string"){if(u(h)>63){const d={instancePath:t+
"/spec/routes/"+r+"/backends/"+n+"/service",schemaPath:"#/properties/spec/properties/routes/items/properties/backends/\
items/properties/service/maxLength",keyword:"maxLength",params:{limit:63}};e===null?e=[d]:e.push(d),s++}if(u(h)<1){const d={
instancePath:t+"/spec/routes/"+r+"/backends/"+n+"/service",schemaPath:"#/properties/spec/properties/routes/items/prope\
rties/backends/items/properties/service/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[d]:e.push(d),s++}}else{
const d={instancePath:t+"/spec/routes/"+r+"/backends/"+n+"/service",schemaPath:"#/properties/spec/properties/routes/it\
ems/properties/backends/items/properties/service/type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(d),
s++}}if(c.port!==void 0){let h=c.port;if(typeof h=="string"){if(u(h)>63){const d={instancePath:t+"/spec/routes/"+r+"/b\
ackends/"+n+"/port",schemaPath:"#/properties/spec/properties/routes/items/properties/backends/items/properties/port/ma\
xLength",keyword:"maxLength",params:{limit:63}};e===null?e=[d]:e.push(d),s++}if(u(h)<1){const d={instancePath:t+"/spec\
/routes/"+r+"/backends/"+n+"/port",schemaPath:"#/properties/spec/properties/routes/items/properties/backends/items/pro\
perties/port/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+
"/spec/routes/"+r+"/backends/"+n+"/port",schemaPath:"#/properties/spec/properties/routes/items/properties/backends/ite\
ms/properties/port/type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}}if(c.weight!==void 0){let h=c.
weight;if(!(typeof h=="number"&&!(h%1)&&!isNaN(h)&&isFinite(h))){const d={instancePath:t+"/spec/routes/"+r+"/backends/"+
n+"/weight",schemaPath:"#/properties/spec/properties/routes/items/properties/backends/items/properties/weight/type",keyword:"\
type",params:{type:"integer"}};e===null?e=[d]:e.push(d),s++}if(typeof h=="number"&&isFinite(h)){if(h>65535||isNaN(h)){
const d={instancePath:t+"/spec/routes/"+r+"/backends/"+n+"/weight",schemaPath:"#/properties/spec/properties/routes/ite\
ms/properties/backends/items/properties/weight/maximum",keyword:"maximum",params:{comparison:"<=",limit:65535}};e===null?
e=[d]:e.push(d),s++}if(h<0||isNaN(h)){const d={instancePath:t+"/spec/routes/"+r+"/backends/"+n+"/weight",schemaPath:"#\
/properties/spec/properties/routes/items/properties/backends/items/properties/weight/minimum",keyword:"minimum",params:{
comparison:">=",limit:0}};e===null?e=[d]:e.push(d),s++}}}}else{const h={instancePath:t+"/spec/routes/"+r+"/backends/"+
n,schemaPath:"#/properties/spec/properties/routes/items/properties/backends/items/type",keyword:"type",params:{type:"o\
bject"}};e===null?e=[h]:e.push(h),s++}}}else{const a={instancePath:t+"/spec/routes/"+r+"/backends",schemaPath:"#/prope\
rties/spec/properties/routes/items/properties/backends/type",keyword:"type",params:{type:"array"}};e===null?e=[a]:e.push(
a),s++}}if(i.rewrite!==void 0){let m=i.rewrite;if(m&&typeof m=="object"&&!Array.isArray(m)){for(const a in m)if(!(a===
"stripPrefix"||a==="replacePrefix"||a==="regex"||a==="host")){const n={instancePath:t+"/spec/routes/"+r+"/rewrite",schemaPath:"\
#/properties/spec/properties/routes/items/properties/rewrite/additionalProperties",keyword:"additionalProperties",params:{
additionalProperty:a}};e===null?e=[n]:e.push(n),s++}if(m.stripPrefix!==void 0&&typeof m.stripPrefix!="boolean"){const a={
instancePath:t+"/spec/routes/"+r+"/rewrite/stripPrefix",schemaPath:"#/properties/spec/properties/routes/items/properti\
es/rewrite/properties/stripPrefix/type",keyword:"type",params:{type:"boolean"}};e===null?e=[a]:e.push(a),s++}if(m.replacePrefix!==
void 0){let a=m.replacePrefix;if(typeof a=="string"){if(u(a)>2048){const n={instancePath:t+"/spec/routes/"+r+"/rewrite\
/replacePrefix",schemaPath:"#/properties/spec/properties/routes/items/properties/rewrite/properties/replacePrefix/maxL\
ength",keyword:"maxLength",params:{limit:2048}};e===null?e=[n]:e.push(n),s++}if(!R.test(a)){const n={instancePath:t+"/\
spec/routes/"+r+"/rewrite/replacePrefix",schemaPath:"#/properties/spec/properties/routes/items/properties/rewrite/prop\
erties/replacePrefix/pattern",keyword:"pattern",params:{pattern:"^/[^?#\\s]*$"}};e===null?e=[n]:e.push(n),s++}}else{const n={
instancePath:t+"/spec/routes/"+r+"/rewrite/replacePrefix",schemaPath:"#/properties/spec/properties/routes/items/proper\
ties/rewrite/properties/replacePrefix/type",keyword:"type",params:{type:"string"}};e===null?e=[n]:e.push(n),s++}}if(m.
regex!==void 0){let a=m.regex;if(Array.isArray(a)){if(a.length>2){const c={instancePath:t+"/spec/routes/"+r+"/rewrite/\
regex",schemaPath:"#/properties/spec/properties/routes/items/properties/rewrite/properties/regex/maxItems",keyword:"ma\
xItems",params:{limit:2}};e===null?e=[c]:e.push(c),s++}if(a.length<2){const c={instancePath:t+"/spec/routes/"+r+"/rewr\
ite/regex",schemaPath:"#/properties/spec/properties/routes/items/properties/rewrite/properties/regex/minItems",keyword:"\
minItems",params:{limit:2}};e===null?e=[c]:e.push(c),s++}const n=a.length;for(let c=0;c<n;c++){let h=a[c];if(typeof h==
"string"){if(u(h)>1024){const d={instancePath:t+"/spec/routes/"+r+"/rewrite/regex/"+c,schemaPath:"#/properties/spec/pr\
operties/routes/items/properties/rewrite/properties/regex/items/maxLength",keyword:"maxLength",params:{limit:1024}};e===
null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+"/spec/routes/"+r+"/rewrite/regex/"+c,schemaPath:"#/properties/\
spec/properties/routes/items/properties/rewrite/properties/regex/items/type",keyword:"type",params:{type:"string"}};e===
null?e=[d]:e.push(d),s++}}}else{const n={instancePath:t+"/spec/routes/"+r+"/rewrite/regex",schemaPath:"#/properties/sp\
ec/properties/routes/items/properties/rewrite/properties/regex/type",keyword:"type",params:{type:"array"}};e===null?e=
[n]:e.push(n),s++}}if(m.host!==void 0){let a=m.host;if(typeof a=="string"){if(u(a)>253){const n={instancePath:t+"/spec\
/routes/"+r+"/rewrite/host",schemaPath:"#/properties/spec/properties/routes/items/properties/rewrite/properties/host/m\
axLength",keyword:"maxLength",params:{limit:253}};e===null?e=[n]:e.push(n),s++}if(u(a)<1){const n={instancePath:t+"/sp\
ec/routes/"+r+"/rewrite/host",schemaPath:"#/properties/spec/properties/routes/items/properties/rewrite/properties/host\
/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[n]:e.push(n),s++}if(!H.test(a)){const n={instancePath:t+
"/spec/routes/"+r+"/rewrite/host",schemaPath:"#/properties/spec/properties/routes/items/properties/rewrite/properties/\
host/pattern",keyword:"pattern",params:{pattern:"^[a-zA-Z0-9_.:-]+$"}};e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+
"/spec/routes/"+r+"/rewrite/host",schemaPath:"#/properties/spec/properties/routes/items/properties/rewrite/properties/\
host/type",keyword:"type",params:{type:"string"}};e===null?e=[n]:e.push(n),s++}}}else{const a={instancePath:t+"/spec/r\
outes/"+r+"/rewrite",schemaPath:"#/properties/spec/properties/routes/items/properties/rewrite/type",keyword:"type",params:{
type:"object"}};e===null?e=[a]:e.push(a),s++}}if(i.requestHeaders!==void 0&&(L(i.requestHeaders,{instancePath:t+"/spec\
/routes/"+r+"/requestHeaders",parentData:i,parentDataProperty:"requestHeaders",rootData:f})||(e=e===null?L.errors:e.concat(
L.errors),s=e.length)),i.responseHeaders!==void 0&&(L(i.responseHeaders,{instancePath:t+"/spec/routes/"+r+"/responseHe\
aders",parentData:i,parentDataProperty:"responseHeaders",rootData:f})||(e=e===null?L.errors:e.concat(L.errors),s=e.length)),
i.upstreamHost!==void 0){let m=i.upstreamHost;if(typeof m=="string"){if(u(m)>253){const a={instancePath:t+"/spec/route\
s/"+r+"/upstreamHost",schemaPath:"#/properties/spec/properties/routes/items/properties/upstreamHost/maxLength",keyword:"\
maxLength",params:{limit:253}};e===null?e=[a]:e.push(a),s++}if(u(m)<1){const a={instancePath:t+"/spec/routes/"+r+"/ups\
treamHost",schemaPath:"#/properties/spec/properties/routes/items/properties/upstreamHost/minLength",keyword:"minLength",
params:{limit:1}};e===null?e=[a]:e.push(a),s++}if(!H.test(m)){const a={instancePath:t+"/spec/routes/"+r+"/upstreamHost",
schemaPath:"#/properties/spec/properties/routes/items/properties/upstreamHost/pattern",keyword:"pattern",params:{pattern:"\
^[a-zA-Z0-9_.:-]+$"}};e===null?e=[a]:e.push(a),s++}}else{const a={instancePath:t+"/spec/routes/"+r+"/upstreamHost",schemaPath:"\
#/properties/spec/properties/routes/items/properties/upstreamHost/type",keyword:"type",params:{type:"string"}};e===null?
e=[a]:e.push(a),s++}}if(i.redirect!==void 0){let m=i.redirect;if(m&&typeof m=="object"&&!Array.isArray(m)){for(const a in m)
if(!(a==="status"||a==="location"||a==="httpsRedirect")){const n={instancePath:t+"/spec/routes/"+r+"/redirect",schemaPath:"\
#/properties/spec/properties/routes/items/properties/redirect/additionalProperties",keyword:"additionalProperties",params:{
additionalProperty:a}};e===null?e=[n]:e.push(n),s++}if(m.status!==void 0){let a=m.status;if(!(typeof a=="number"&&!(a%
1)&&!isNaN(a)&&isFinite(a))){const n={instancePath:t+"/spec/routes/"+r+"/redirect/status",schemaPath:"#/properties/spe\
c/properties/routes/items/properties/redirect/properties/status/type",keyword:"type",params:{type:"integer"}};e===null?
e=[n]:e.push(n),s++}if(!(a===301||a===302||a===303||a===307||a===308)){const n={instancePath:t+"/spec/routes/"+r+"/red\
irect/status",schemaPath:"#/properties/spec/properties/routes/items/properties/redirect/properties/status/enum",keyword:"\
enum",params:{allowedValues:g.properties.spec.properties.routes.items.properties.redirect.properties.status.enum}};e===
null?e=[n]:e.push(n),s++}if(typeof a=="number"&&isFinite(a)){if(a>2147483647||isNaN(a)){const n={instancePath:t+"/spec\
/routes/"+r+"/redirect/status",schemaPath:"#/properties/spec/properties/routes/items/properties/redirect/properties/st\
atus/maximum",keyword:"maximum",params:{comparison:"<=",limit:2147483647}};e===null?e=[n]:e.push(n),s++}if(a<-2147483648||
isNaN(a)){const n={instancePath:t+"/spec/routes/"+r+"/redirect/status",schemaPath:"#/properties/spec/properties/routes\
/items/properties/redirect/properties/status/minimum",keyword:"minimum",params:{comparison:">=",limit:-2147483648}};e===
null?e=[n]:e.push(n),s++}}}if(m.location!==void 0){let a=m.location;if(typeof a=="string"){if(u(a)>2048){const n={instancePath:t+
"/spec/routes/"+r+"/redirect/location",schemaPath:"#/properties/spec/properties/routes/items/properties/redirect/prope\
rties/location/maxLength",keyword:"maxLength",params:{limit:2048}};e===null?e=[n]:e.push(n),s++}if(u(a)<1){const n={instancePath:t+
"/spec/routes/"+r+"/redirect/location",schemaPath:"#/properties/spec/properties/routes/items/properties/redirect/prope\
rties/location/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+
"/spec/routes/"+r+"/redirect/location",schemaPath:"#/properties/spec/properties/routes/items/properties/redirect/prope\
rties/location/type",keyword:"type",params:{type:"string"}};e===null?e=[n]:e.push(n),s++}}if(m.httpsRedirect!==void 0){
let a=m.httpsRedirect;if(typeof a!="boolean"){const n={instancePath:t+"/spec/routes/"+r+"/redirect/httpsRedirect",schemaPath:"\
#/properties/spec/properties/routes/items/properties/redirect/properties/httpsRedirect/type",keyword:"type",params:{type:"\
boolean"}};e===null?e=[n]:e.push(n),s++}if(a!==!0){const n={instancePath:t+"/spec/routes/"+r+"/redirect/httpsRedirect",
schemaPath:"#/properties/spec/properties/routes/items/properties/redirect/properties/httpsRedirect/enum",keyword:"enum",
params:{allowedValues:g.properties.spec.properties.routes.items.properties.redirect.properties.httpsRedirect.enum}};e===
null?e=[n]:e.push(n),s++}}}else{const a={instancePath:t+"/spec/routes/"+r+"/redirect",schemaPath:"#/properties/spec/pr\
operties/routes/items/properties/redirect/type",keyword:"type",params:{type:"object"}};e===null?e=[a]:e.push(a),s++}}if(i.
cors!==void 0){let m=i.cors;if(m&&typeof m=="object"&&!Array.isArray(m)){for(const a in m)if(!(a==="allowOrigins"||a===
"allowMethods"||a==="allowHeaders"||a==="exposeHeaders"||a==="maxAgeSeconds"||a==="allowCredentials")){const n={instancePath:t+
"/spec/routes/"+r+"/cors",schemaPath:"#/properties/spec/properties/routes/items/properties/cors/additionalProperties",
keyword:"additionalProperties",params:{additionalProperty:a}};e===null?e=[n]:e.push(n),s++}if(m.allowOrigins!==void 0){
let a=m.allowOrigins;if(Array.isArray(a)){if(a.length>32){const c={instancePath:t+"/spec/routes/"+r+"/cors/allowOrigin\
s",schemaPath:"#/properties/spec/properties/routes/items/properties/cors/properties/allowOrigins/maxItems",keyword:"ma\
xItems",params:{limit:32}};e===null?e=[c]:e.push(c),s++}const n=a.length;for(let c=0;c<n;c++){let h=a[c];if(typeof h==
"string"){if(u(h)>512){const d={instancePath:t+"/spec/routes/"+r+"/cors/allowOrigins/"+c,schemaPath:"#/properties/spec\
/properties/routes/items/properties/cors/properties/allowOrigins/items/maxLength",keyword:"maxLength",params:{limit:512}};
e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+"/spec/routes/"+r+"/cors/allowOrigins/"+c,schemaPath:"#/pro\
perties/spec/properties/routes/items/properties/cors/properties/allowOrigins/items/type",keyword:"type",params:{type:"\
string"}};e===null?e=[d]:e.push(d),s++}}}else{const n={instancePath:t+"/spec/routes/"+r+"/cors/allowOrigins",schemaPath:"\
#/properties/spec/properties/routes/items/properties/cors/properties/allowOrigins/type",keyword:"type",params:{type:"a\
rray"}};e===null?e=[n]:e.push(n),s++}}if(m.allowMethods!==void 0){let a=m.allowMethods;if(Array.isArray(a)){if(a.length>
16){const c={instancePath:t+"/spec/routes/"+r+"/cors/allowMethods",schemaPath:"#/properties/spec/properties/routes/ite\
ms/properties/cors/properties/allowMethods/maxItems",keyword:"maxItems",params:{limit:16}};e===null?e=[c]:e.push(c),s++}
const n=a.length;for(let c=0;c<n;c++){let h=a[c];if(typeof h=="string"){if(u(h)>32){const d={instancePath:t+"/spec/rou\
tes/"+r+"/cors/allowMethods/"+c,schemaPath:"#/properties/spec/properties/routes/items/properties/cors/properties/allow\
Methods/items/maxLength",keyword:"maxLength",params:{limit:32}};e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+
"/spec/routes/"+r+"/cors/allowMethods/"+c,schemaPath:"#/properties/spec/properties/routes/items/properties/cors/proper\
ties/allowMethods/items/type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}}}else{const n={instancePath:t+
"/spec/routes/"+r+"/cors/allowMethods",schemaPath:"#/properties/spec/properties/routes/items/properties/cors/propertie\
s/allowMethods/type",keyword:"type",params:{type:"array"}};e===null?e=[n]:e.push(n),s++}}if(m.allowHeaders!==void 0){let a=m.
allowHeaders;if(Array.isArray(a)){if(a.length>64){const c={instancePath:t+"/spec/routes/"+r+"/cors/allowHeaders",schemaPath:"\
#/properties/spec/properties/routes/items/properties/cors/properties/allowHeaders/maxItems",keyword:"maxItems",params:{
limit:64}};e===null?e=[c]:e.push(c),s++}const n=a.length;for(let c=0;c<n;c++){let h=a[c];if(typeof h=="string"){if(u(h)>
255){const d={instancePath:t+"/spec/routes/"+r+"/cors/allowHeaders/"+c,schemaPath:"#/properties/spec/properties/routes\
/items/properties/cors/properties/allowHeaders/items/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[d]:
e.push(d),s++}}else{const d={instancePath:t+"/spec/routes/"+r+"/cors/allowHeaders/"+c,schemaPath:"#/properties/spec/pr\
operties/routes/items/properties/cors/properties/allowHeaders/items/type",keyword:"type",params:{type:"string"}};e===null?
e=[d]:e.push(d),s++}}}else{const n={instancePath:t+"/spec/routes/"+r+"/cors/allowHeaders",schemaPath:"#/properties/spe\
c/properties/routes/items/properties/cors/properties/allowHeaders/type",keyword:"type",params:{type:"array"}};e===null?
e=[n]:e.push(n),s++}}if(m.exposeHeaders!==void 0){let a=m.exposeHeaders;if(Array.isArray(a)){if(a.length>64){const c={
instancePath:t+"/spec/routes/"+r+"/cors/exposeHeaders",schemaPath:"#/properties/spec/properties/routes/items/propertie\
s/cors/properties/exposeHeaders/maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[c]:e.push(c),s++}const n=a.
length;for(let c=0;c<n;c++){let h=a[c];if(typeof h=="string"){if(u(h)>255){const d={instancePath:t+"/spec/routes/"+r+"\
/cors/exposeHeaders/"+c,schemaPath:"#/properties/spec/properties/routes/items/properties/cors/properties/exposeHeaders\
/items/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[d]:e.push(d),s++}}else{const d={instancePath:t+"\
/spec/routes/"+r+"/cors/exposeHeaders/"+c,schemaPath:"#/properties/spec/properties/routes/items/properties/cors/proper\
ties/exposeHeaders/items/type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}}}else{const n={instancePath:t+
"/spec/routes/"+r+"/cors/exposeHeaders",schemaPath:"#/properties/spec/properties/routes/items/properties/cors/properti\
es/exposeHeaders/type",keyword:"type",params:{type:"array"}};e===null?e=[n]:e.push(n),s++}}if(m.maxAgeSeconds!==void 0){
let a=m.maxAgeSeconds;if(!(typeof a=="number"&&!(a%1)&&!isNaN(a)&&isFinite(a))){const n={instancePath:t+"/spec/routes/"+
r+"/cors/maxAgeSeconds",schemaPath:"#/properties/spec/properties/routes/items/properties/cors/properties/maxAgeSeconds\
/type",keyword:"type",params:{type:"integer"}};e===null?e=[n]:e.push(n),s++}if(typeof a=="number"&&isFinite(a)){if(a>86400||
isNaN(a)){const n={instancePath:t+"/spec/routes/"+r+"/cors/maxAgeSeconds",schemaPath:"#/properties/spec/properties/rou\
tes/items/properties/cors/properties/maxAgeSeconds/maximum",keyword:"maximum",params:{comparison:"<=",limit:86400}};e===
null?e=[n]:e.push(n),s++}if(a<-1||isNaN(a)){const n={instancePath:t+"/spec/routes/"+r+"/cors/maxAgeSeconds",schemaPath:"\
#/properties/spec/properties/routes/items/properties/cors/properties/maxAgeSeconds/minimum",keyword:"minimum",params:{
comparison:">=",limit:-1}};e===null?e=[n]:e.push(n),s++}}}if(m.allowCredentials!==void 0&&typeof m.allowCredentials!="\
boolean"){const a={instancePath:t+"/spec/routes/"+r+"/cors/allowCredentials",schemaPath:"#/properties/spec/properties/\
routes/items/properties/cors/properties/allowCredentials/type",keyword:"type",params:{type:"boolean"}};e===null?e=[a]:
e.push(a),s++}}else{const a={instancePath:t+"/spec/routes/"+r+"/cors",schemaPath:"#/properties/spec/properties/routes/\
items/properties/cors/type",keyword:"type",params:{type:"object"}};e===null?e=[a]:e.push(a),s++}}if(i.websocket!==void 0&&
typeof i.websocket!="boolean"){const m={instancePath:t+"/spec/routes/"+r+"/websocket",schemaPath:"#/properties/spec/pr\
operties/routes/items/properties/websocket/type",keyword:"type",params:{type:"boolean"}};e===null?e=[m]:e.push(m),s++}
if(i.timeouts!==void 0){let m=i.timeouts;if(m&&typeof m=="object"&&!Array.isArray(m)){for(const a in m)if(!(a==="conne\
ctSeconds"||a==="sendSeconds"||a==="readSeconds")){const n={instancePath:t+"/spec/routes/"+r+"/timeouts",schemaPath:"#\
/properties/spec/properties/routes/items/properties/timeouts/additionalProperties",keyword:"additionalProperties",params:{
additionalProperty:a}};e===null?e=[n]:e.push(n),s++}if(m.connectSeconds!==void 0){let a=m.connectSeconds;if(typeof a==
"number"&&isFinite(a)){if(a>3600||isNaN(a)){const n={instancePath:t+"/spec/routes/"+r+"/timeouts/connectSeconds",schemaPath:"\
#/properties/spec/properties/routes/items/properties/timeouts/properties/connectSeconds/maximum",keyword:"maximum",params:{
comparison:"<=",limit:3600}};e===null?e=[n]:e.push(n),s++}if(a<.001||isNaN(a)){const n={instancePath:t+"/spec/routes/"+
r+"/timeouts/connectSeconds",schemaPath:"#/properties/spec/properties/routes/items/properties/timeouts/properties/conn\
ectSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:.001}};e===null?e=[n]:e.push(n),s++}}else{const n={
instancePath:t+"/spec/routes/"+r+"/timeouts/connectSeconds",schemaPath:"#/properties/spec/properties/routes/items/prop\
erties/timeouts/properties/connectSeconds/type",keyword:"type",params:{type:"number"}};e===null?e=[n]:e.push(n),s++}}if(m.
sendSeconds!==void 0){let a=m.sendSeconds;if(typeof a=="number"&&isFinite(a)){if(a>3600||isNaN(a)){const n={instancePath:t+
"/spec/routes/"+r+"/timeouts/sendSeconds",schemaPath:"#/properties/spec/properties/routes/items/properties/timeouts/pr\
operties/sendSeconds/maximum",keyword:"maximum",params:{comparison:"<=",limit:3600}};e===null?e=[n]:e.push(n),s++}if(a<
.001||isNaN(a)){const n={instancePath:t+"/spec/routes/"+r+"/timeouts/sendSeconds",schemaPath:"#/properties/spec/proper\
ties/routes/items/properties/timeouts/properties/sendSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:.001}};
e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+"/spec/routes/"+r+"/timeouts/sendSeconds",schemaPath:"#/pro\
perties/spec/properties/routes/items/properties/timeouts/properties/sendSeconds/type",keyword:"type",params:{type:"num\
ber"}};e===null?e=[n]:e.push(n),s++}}if(m.readSeconds!==void 0){let a=m.readSeconds;if(typeof a=="number"&&isFinite(a)){
if(a>3600||isNaN(a)){const n={instancePath:t+"/spec/routes/"+r+"/timeouts/readSeconds",schemaPath:"#/properties/spec/p\
roperties/routes/items/properties/timeouts/properties/readSeconds/maximum",keyword:"maximum",params:{comparison:"<=",limit:3600}};
e===null?e=[n]:e.push(n),s++}if(a<.001||isNaN(a)){const n={instancePath:t+"/spec/routes/"+r+"/timeouts/readSeconds",schemaPath:"\
#/properties/spec/properties/routes/items/properties/timeouts/properties/readSeconds/minimum",keyword:"minimum",params:{
comparison:">=",limit:.001}};e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+"/spec/routes/"+r+"/timeouts/r\
eadSeconds",schemaPath:"#/properties/spec/properties/routes/items/properties/timeouts/properties/readSeconds/type",keyword:"\
type",params:{type:"number"}};e===null?e=[n]:e.push(n),s++}}}else{const a={instancePath:t+"/spec/routes/"+r+"/timeouts",
schemaPath:"#/properties/spec/properties/routes/items/properties/timeouts/type",keyword:"type",params:{type:"object"}};
e===null?e=[a]:e.push(a),s++}}if(i.retries!==void 0){let m=i.retries;if(!(typeof m=="number"&&!(m%1)&&!isNaN(m)&&isFinite(
m))){const a={instancePath:t+"/spec/routes/"+r+"/retries",schemaPath:"#/properties/spec/properties/routes/items/proper\
ties/retries/type",keyword:"type",params:{type:"integer"}};e===null?e=[a]:e.push(a),s++}if(typeof m=="number"&&isFinite(
m)){if(m>100||isNaN(m)){const a={instancePath:t+"/spec/routes/"+r+"/retries",schemaPath:"#/properties/spec/properties/\
routes/items/properties/retries/maximum",keyword:"maximum",params:{comparison:"<=",limit:100}};e===null?e=[a]:e.push(a),
s++}if(m<0||isNaN(m)){const a={instancePath:t+"/spec/routes/"+r+"/retries",schemaPath:"#/properties/spec/properties/ro\
utes/items/properties/retries/minimum",keyword:"minimum",params:{comparison:">=",limit:0}};e===null?e=[a]:e.push(a),s++}}}
if(i.maxBodyBytes!==void 0){let m=i.maxBodyBytes;if(!(typeof m=="number"&&!(m%1)&&!isNaN(m)&&isFinite(m))){const a={instancePath:t+
"/spec/routes/"+r+"/maxBodyBytes",schemaPath:"#/properties/spec/properties/routes/items/properties/maxBodyBytes/type",
keyword:"type",params:{type:"integer"}};e===null?e=[a]:e.push(a),s++}if(typeof m=="number"&&isFinite(m)){if(m>9007199254740991||
isNaN(m)){const a={instancePath:t+"/spec/routes/"+r+"/maxBodyBytes",schemaPath:"#/properties/spec/properties/routes/it\
ems/properties/maxBodyBytes/maximum",keyword:"maximum",params:{comparison:"<=",limit:9007199254740991}};e===null?e=[a]:
e.push(a),s++}if(m<0||isNaN(m)){const a={instancePath:t+"/spec/routes/"+r+"/maxBodyBytes",schemaPath:"#/properties/spe\
c/properties/routes/items/properties/maxBodyBytes/minimum",keyword:"minimum",params:{comparison:">=",limit:0}};e===null?
e=[a]:e.push(a),s++}}}if(i.plugins!==void 0){let m=i.plugins;if(!(m&&typeof m=="object"&&!Array.isArray(m))){const a={
instancePath:t+"/spec/routes/"+r+"/plugins",schemaPath:"#/$defs/part8/type",keyword:"type",params:{type:"object"}};e===
null?e=[a]:e.push(a),s++}}if(i.fallback!==void 0){let m=i.fallback;if(typeof m!="string"){const a={instancePath:t+"/sp\
ec/routes/"+r+"/fallback",schemaPath:"#/properties/spec/properties/routes/items/properties/fallback/type",keyword:"typ\
e",params:{type:"string"}};e===null?e=[a]:e.push(a),s++}if(!(m==="Auto"||m==="Allow"||m==="Deny")){const a={instancePath:t+
"/spec/routes/"+r+"/fallback",schemaPath:"#/properties/spec/properties/routes/items/properties/fallback/enum",keyword:"\
enum",params:{allowedValues:g.properties.spec.properties.routes.items.properties.fallback.enum}};e===null?e=[a]:e.push(
a),s++}}}else{const m={instancePath:t+"/spec/routes/"+r,schemaPath:"#/properties/spec/properties/routes/items/type",keyword:"\
type",params:{type:"object"}};e===null?e=[m]:e.push(m),s++}}}else{const p={instancePath:t+"/spec/routes",schemaPath:"#\
/properties/spec/properties/routes/type",keyword:"type",params:{type:"array"}};e===null?e=[p]:e.push(p),s++}}if(l.discovery!==
void 0){let o=l.discovery;if(o&&typeof o=="object"&&!Array.isArray(o)){for(const p in o)if(!(p==="intervalSeconds"||p===
"ports"||p==="processes"||p==="docker"||p==="rabbitmq"||p==="expected"||p==="autoRoute")){const r={instancePath:t+"/sp\
ec/discovery",schemaPath:"#/properties/spec/properties/discovery/additionalProperties",keyword:"additionalProperties",
params:{additionalProperty:p}};e===null?e=[r]:e.push(r),s++}if(o.intervalSeconds!==void 0){let p=o.intervalSeconds;if(!(typeof p==
"number"&&!(p%1)&&!isNaN(p)&&isFinite(p))){const r={instancePath:t+"/spec/discovery/intervalSeconds",schemaPath:"#/pro\
perties/spec/properties/discovery/properties/intervalSeconds/type",keyword:"type",params:{type:"integer"}};e===null?e=
[r]:e.push(r),s++}if(typeof p=="number"&&isFinite(p)){if(p>86400||isNaN(p)){const r={instancePath:t+"/spec/discovery/i\
ntervalSeconds",schemaPath:"#/properties/spec/properties/discovery/properties/intervalSeconds/maximum",keyword:"maximu\
m",params:{comparison:"<=",limit:86400}};e===null?e=[r]:e.push(r),s++}if(p<5||isNaN(p)){const r={instancePath:t+"/spec\
/discovery/intervalSeconds",schemaPath:"#/properties/spec/properties/discovery/properties/intervalSeconds/minimum",keyword:"\
minimum",params:{comparison:">=",limit:5}};e===null?e=[r]:e.push(r),s++}}}if(o.ports!==void 0){let p=o.ports;if(p&&typeof p==
"object"&&!Array.isArray(p)){for(const r in p)if(!(r==="enabled"||r==="hosts"||r==="ports")){const i={instancePath:t+"\
/spec/discovery/ports",schemaPath:"#/properties/spec/properties/discovery/properties/ports/additionalProperties",keyword:"\
additionalProperties",params:{additionalProperty:r}};e===null?e=[i]:e.push(i),s++}if(p.enabled!==void 0&&typeof p.enabled!=
"boolean"){const r={instancePath:t+"/spec/discovery/ports/enabled",schemaPath:"#/properties/spec/properties/discovery/\
properties/ports/properties/enabled/type",keyword:"type",params:{type:"boolean"}};e===null?e=[r]:e.push(r),s++}if(p.hosts!==
void 0){let r=p.hosts;if(Array.isArray(r)){if(r.length>64){const m={instancePath:t+"/spec/discovery/ports/hosts",schemaPath:"\
#/properties/spec/properties/discovery/properties/ports/properties/hosts/maxItems",keyword:"maxItems",params:{limit:64}};
e===null?e=[m]:e.push(m),s++}const i=r.length;for(let m=0;m<i;m++){let a=r[m];if(typeof a=="string"){if(u(a)>253){const n={
instancePath:t+"/spec/discovery/ports/hosts/"+m,schemaPath:"#/properties/spec/properties/discovery/properties/ports/pr\
operties/hosts/items/maxLength",keyword:"maxLength",params:{limit:253}};e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+
"/spec/discovery/ports/hosts/"+m,schemaPath:"#/properties/spec/properties/discovery/properties/ports/properties/hosts/\
items/type",keyword:"type",params:{type:"string"}};e===null?e=[n]:e.push(n),s++}}}else{const i={instancePath:t+"/spec/\
discovery/ports/hosts",schemaPath:"#/properties/spec/properties/discovery/properties/ports/properties/hosts/type",keyword:"\
type",params:{type:"array"}};e===null?e=[i]:e.push(i),s++}}if(p.ports!==void 0){let r=p.ports;if(Array.isArray(r)){if(r.
length>256){const m={instancePath:t+"/spec/discovery/ports/ports",schemaPath:"#/properties/spec/properties/discovery/p\
roperties/ports/properties/ports/maxItems",keyword:"maxItems",params:{limit:256}};e===null?e=[m]:e.push(m),s++}const i=r.
length;for(let m=0;m<i;m++){let a=r[m];if(typeof a=="string"){if(u(a)>11){const n={instancePath:t+"/spec/discovery/por\
ts/ports/"+m,schemaPath:"#/properties/spec/properties/discovery/properties/ports/properties/ports/items/maxLength",keyword:"\
maxLength",params:{limit:11}};e===null?e=[n]:e.push(n),s++}if(!W.test(a)){const n={instancePath:t+"/spec/discovery/por\
ts/ports/"+m,schemaPath:"#/properties/spec/properties/discovery/properties/ports/properties/ports/items/pattern",keyword:"\
pattern",params:{pattern:"^[0-9]{1,5}(-[0-9]{1,5})?$"}};e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+"/s\
pec/discovery/ports/ports/"+m,schemaPath:"#/properties/spec/properties/discovery/properties/ports/properties/ports/ite\
ms/type",keyword:"type",params:{type:"string"}};e===null?e=[n]:e.push(n),s++}}}else{const i={instancePath:t+"/spec/dis\
covery/ports/ports",schemaPath:"#/properties/spec/properties/discovery/properties/ports/properties/ports/type",keyword:"\
type",params:{type:"array"}};e===null?e=[i]:e.push(i),s++}}}else{const r={instancePath:t+"/spec/discovery/ports",schemaPath:"\
#/properties/spec/properties/discovery/properties/ports/type",keyword:"type",params:{type:"object"}};e===null?e=[r]:e.
push(r),s++}}if(o.processes!==void 0){let p=o.processes;if(p&&typeof p=="object"&&!Array.isArray(p)){for(const r in p)
if(!(r==="enabled"||r==="keywords")){const i={instancePath:t+"/spec/discovery/processes",schemaPath:"#/properties/spec\
/properties/discovery/properties/processes/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:r}};
e===null?e=[i]:e.push(i),s++}if(p.enabled!==void 0&&typeof p.enabled!="boolean"){const r={instancePath:t+"/spec/discov\
ery/processes/enabled",schemaPath:"#/properties/spec/properties/discovery/properties/processes/properties/enabled/type",
keyword:"type",params:{type:"boolean"}};e===null?e=[r]:e.push(r),s++}if(p.keywords!==void 0){let r=p.keywords;if(Array.
isArray(r)){if(r.length>64){const m={instancePath:t+"/spec/discovery/processes/keywords",schemaPath:"#/properties/spec\
/properties/discovery/properties/processes/properties/keywords/maxItems",keyword:"maxItems",params:{limit:64}};e===null?
e=[m]:e.push(m),s++}const i=r.length;for(let m=0;m<i;m++){let a=r[m];if(typeof a=="string"){if(u(a)>255){const n={instancePath:t+
"/spec/discovery/processes/keywords/"+m,schemaPath:"#/properties/spec/properties/discovery/properties/processes/proper\
ties/keywords/items/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[n]:e.push(n),s++}if(u(a)<1){const n={
instancePath:t+"/spec/discovery/processes/keywords/"+m,schemaPath:"#/properties/spec/properties/discovery/properties/p\
rocesses/properties/keywords/items/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[n]:e.push(n),s++}}else{
const n={instancePath:t+"/spec/discovery/processes/keywords/"+m,schemaPath:"#/properties/spec/properties/discovery/pro\
perties/processes/properties/keywords/items/type",keyword:"type",params:{type:"string"}};e===null?e=[n]:e.push(n),s++}}}else{
const i={instancePath:t+"/spec/discovery/processes/keywords",schemaPath:"#/properties/spec/properties/discovery/proper\
ties/processes/properties/keywords/type",keyword:"type",params:{type:"array"}};e===null?e=[i]:e.push(i),s++}}}else{const r={
instancePath:t+"/spec/discovery/processes",schemaPath:"#/properties/spec/properties/discovery/properties/processes/typ\
e",keyword:"type",params:{type:"object"}};e===null?e=[r]:e.push(r),s++}}if(o.docker!==void 0){let p=o.docker;if(p&&typeof p==
"object"&&!Array.isArray(p)){for(const r in p)if(r!=="enabled"){const i={instancePath:t+"/spec/discovery/docker",schemaPath:"\
#/properties/spec/properties/discovery/properties/docker/additionalProperties",keyword:"additionalProperties",params:{
additionalProperty:r}};e===null?e=[i]:e.push(i),s++}if(p.enabled!==void 0&&typeof p.enabled!="boolean"){const r={instancePath:t+
"/spec/discovery/docker/enabled",schemaPath:"#/properties/spec/properties/discovery/properties/docker/properties/enabl\
ed/type",keyword:"type",params:{type:"boolean"}};e===null?e=[r]:e.push(r),s++}}else{const r={instancePath:t+"/spec/dis\
covery/docker",schemaPath:"#/properties/spec/properties/discovery/properties/docker/type",keyword:"type",params:{type:"\
object"}};e===null?e=[r]:e.push(r),s++}}if(o.rabbitmq!==void 0){let p=o.rabbitmq;if(p&&typeof p=="object"&&!Array.isArray(
p)){for(const r in p)if(!(r==="enabled"||r==="managementUrl"||r==="username"||r==="password")){const i={instancePath:t+
"/spec/discovery/rabbitmq",schemaPath:"#/properties/spec/properties/discovery/properties/rabbitmq/additionalProperties",
keyword:"additionalProperties",params:{additionalProperty:r}};e===null?e=[i]:e.push(i),s++}if(p.enabled!==void 0&&typeof p.
enabled!="boolean"){const r={instancePath:t+"/spec/discovery/rabbitmq/enabled",schemaPath:"#/properties/spec/propertie\
s/discovery/properties/rabbitmq/properties/enabled/type",keyword:"type",params:{type:"boolean"}};e===null?e=[r]:e.push(
r),s++}if(p.managementUrl!==void 0){let r=p.managementUrl;if(typeof r=="string"){if(u(r)>2048){const i={instancePath:t+
"/spec/discovery/rabbitmq/managementUrl",schemaPath:"#/properties/spec/properties/discovery/properties/rabbitmq/proper\
ties/managementUrl/maxLength",keyword:"maxLength",params:{limit:2048}};e===null?e=[i]:e.push(i),s++}if(!X.test(r)){const i={
instancePath:t+"/spec/discovery/rabbitmq/managementUrl",schemaPath:"#/properties/spec/properties/discovery/properties/\
rabbitmq/properties/managementUrl/pattern",keyword:"pattern",params:{pattern:"^https?://[^/\\s@]+"}};e===null?e=[i]:e.
push(i),s++}}else{const i={instancePath:t+"/spec/discovery/rabbitmq/managementUrl",schemaPath:"#/properties/spec/prope\
rties/discovery/properties/rabbitmq/properties/managementUrl/type",keyword:"type",params:{type:"string"}};e===null?e=[
i]:e.push(i),s++}}if(p.username!==void 0){let r=p.username;if(typeof r=="string"){if(u(r)>255){const i={instancePath:t+
"/spec/discovery/rabbitmq/username",schemaPath:"#/properties/spec/properties/discovery/properties/rabbitmq/properties/\
username/maxLength",keyword:"maxLength",params:{limit:255}};e===null?e=[i]:e.push(i),s++}if(u(r)<1){const i={instancePath:t+
"/spec/discovery/rabbitmq/username",schemaPath:"#/properties/spec/properties/discovery/properties/rabbitmq/properties/\
username/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[i]:e.push(i),s++}}else{const i={instancePath:t+"\
/spec/discovery/rabbitmq/username",schemaPath:"#/properties/spec/properties/discovery/properties/rabbitmq/properties/u\
sername/type",keyword:"type",params:{type:"string"}};e===null?e=[i]:e.push(i),s++}}p.password!==void 0&&(P(p.password,
{instancePath:t+"/spec/discovery/rabbitmq/password",parentData:p,parentDataProperty:"password",rootData:f})||(e=e===null?
P.errors:e.concat(P.errors),s=e.length))}else{const r={instancePath:t+"/spec/discovery/rabbitmq",schemaPath:"#/propert\
ies/spec/properties/discovery/properties/rabbitmq/type",keyword:"type",params:{type:"object"}};e===null?e=[r]:e.push(r),
s++}}if(o.expected!==void 0){let p=o.expected;if(Array.isArray(p)){if(p.length>1e3){const i={instancePath:t+"/spec/dis\
covery/expected",schemaPath:"#/properties/spec/properties/discovery/properties/expected/maxItems",keyword:"maxItems",params:{
limit:1e3}};e===null?e=[i]:e.push(i),s++}const r=p.length;for(let i=0;i<r;i++){let m=p[i];if(typeof m=="string"){if(u(
m)>253){const a={instancePath:t+"/spec/discovery/expected/"+i,schemaPath:"#/properties/spec/properties/discovery/prope\
rties/expected/items/maxLength",keyword:"maxLength",params:{limit:253}};e===null?e=[a]:e.push(a),s++}}else{const a={instancePath:t+
"/spec/discovery/expected/"+i,schemaPath:"#/properties/spec/properties/discovery/properties/expected/items/type",keyword:"\
type",params:{type:"string"}};e===null?e=[a]:e.push(a),s++}}}else{const r={instancePath:t+"/spec/discovery/expected",schemaPath:"\
#/properties/spec/properties/discovery/properties/expected/type",keyword:"type",params:{type:"array"}};e===null?e=[r]:
e.push(r),s++}}if(o.autoRoute!==void 0&&typeof o.autoRoute!="boolean"){const p={instancePath:t+"/spec/discovery/autoRo\
ute",schemaPath:"#/properties/spec/properties/discovery/properties/autoRoute/type",keyword:"type",params:{type:"boolea\
n"}};e===null?e=[p]:e.push(p),s++}}else{const p={instancePath:t+"/spec/discovery",schemaPath:"#/properties/spec/proper\
ties/discovery/type",keyword:"type",params:{type:"object"}};e===null?e=[p]:e.push(p),s++}}if(l.healing!==void 0){let o=l.
healing;if(o&&typeof o=="object"&&!Array.isArray(o)){for(const p in o)if(!(p==="mode"||p==="intervalSeconds"||p==="sco\
reThreshold"||p==="restarts"||p==="backoff")){const r={instancePath:t+"/spec/healing",schemaPath:"#/properties/spec/pr\
operties/healing/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:p}};e===null?e=[r]:e.
push(r),s++}if(o.mode!==void 0){let p=o.mode;if(typeof p!="string"){const r={instancePath:t+"/spec/healing/mode",schemaPath:"\
#/properties/spec/properties/healing/properties/mode/type",keyword:"type",params:{type:"string"}};e===null?e=[r]:e.push(
r),s++}if(!(p==="Auto"||p==="Observe"||p==="Off")){const r={instancePath:t+"/spec/healing/mode",schemaPath:"#/properti\
es/spec/properties/healing/properties/mode/enum",keyword:"enum",params:{allowedValues:g.properties.spec.properties.healing.
properties.mode.enum}};e===null?e=[r]:e.push(r),s++}}if(o.intervalSeconds!==void 0){let p=o.intervalSeconds;if(!(typeof p==
"number"&&!(p%1)&&!isNaN(p)&&isFinite(p))){const r={instancePath:t+"/spec/healing/intervalSeconds",schemaPath:"#/prope\
rties/spec/properties/healing/properties/intervalSeconds/type",keyword:"type",params:{type:"integer"}};e===null?e=[r]:
e.push(r),s++}if(typeof p=="number"&&isFinite(p)){if(p>86400||isNaN(p)){const r={instancePath:t+"/spec/healing/interva\
lSeconds",schemaPath:"#/properties/spec/properties/healing/properties/intervalSeconds/maximum",keyword:"maximum",params:{
comparison:"<=",limit:86400}};e===null?e=[r]:e.push(r),s++}if(p<5||isNaN(p)){const r={instancePath:t+"/spec/healing/in\
tervalSeconds",schemaPath:"#/properties/spec/properties/healing/properties/intervalSeconds/minimum",keyword:"minimum",
params:{comparison:">=",limit:5}};e===null?e=[r]:e.push(r),s++}}}if(o.scoreThreshold!==void 0){let p=o.scoreThreshold;
if(!(typeof p=="number"&&!(p%1)&&!isNaN(p)&&isFinite(p))){const r={instancePath:t+"/spec/healing/scoreThreshold",schemaPath:"\
#/properties/spec/properties/healing/properties/scoreThreshold/type",keyword:"type",params:{type:"integer"}};e===null?
e=[r]:e.push(r),s++}if(typeof p=="number"&&isFinite(p)){if(p>100||isNaN(p)){const r={instancePath:t+"/spec/healing/sco\
reThreshold",schemaPath:"#/properties/spec/properties/healing/properties/scoreThreshold/maximum",keyword:"maximum",params:{
comparison:"<=",limit:100}};e===null?e=[r]:e.push(r),s++}if(p<0||isNaN(p)){const r={instancePath:t+"/spec/healing/scor\
eThreshold",schemaPath:"#/properties/spec/properties/healing/properties/scoreThreshold/minimum",keyword:"minimum",params:{
comparison:">=",limit:0}};e===null?e=[r]:e.push(r),s++}}}if(o.restarts!==void 0){let p=o.restarts;if(p&&typeof p=="obj\
ect"&&!Array.isArray(p)){for(const r in p)if(!(r==="max"||r==="windowSeconds")){const i={instancePath:t+"/spec/healing\
/restarts",schemaPath:"#/properties/spec/properties/healing/properties/restarts/additionalProperties",keyword:"additio\
nalProperties",params:{additionalProperty:r}};e===null?e=[i]:e.push(i),s++}if(p.max!==void 0){let r=p.max;if(!(typeof r==
"number"&&!(r%1)&&!isNaN(r)&&isFinite(r))){const i={instancePath:t+"/spec/healing/restarts/max",schemaPath:"#/properti\
es/spec/properties/healing/properties/restarts/properties/max/type",keyword:"type",params:{type:"integer"}};e===null?e=
[i]:e.push(i),s++}if(typeof r=="number"&&isFinite(r)){if(r>100||isNaN(r)){const i={instancePath:t+"/spec/healing/resta\
rts/max",schemaPath:"#/properties/spec/properties/healing/properties/restarts/properties/max/maximum",keyword:"maximum",
params:{comparison:"<=",limit:100}};e===null?e=[i]:e.push(i),s++}if(r<1||isNaN(r)){const i={instancePath:t+"/spec/heal\
ing/restarts/max",schemaPath:"#/properties/spec/properties/healing/properties/restarts/properties/max/minimum",keyword:"\
minimum",params:{comparison:">=",limit:1}};e===null?e=[i]:e.push(i),s++}}}if(p.windowSeconds!==void 0){let r=p.windowSeconds;
if(!(typeof r=="number"&&!(r%1)&&!isNaN(r)&&isFinite(r))){const i={instancePath:t+"/spec/healing/restarts/windowSecond\
s",schemaPath:"#/properties/spec/properties/healing/properties/restarts/properties/windowSeconds/type",keyword:"type",
params:{type:"integer"}};e===null?e=[i]:e.push(i),s++}if(typeof r=="number"&&isFinite(r)){if(r>86400||isNaN(r)){const i={
instancePath:t+"/spec/healing/restarts/windowSeconds",schemaPath:"#/properties/spec/properties/healing/properties/rest\
arts/properties/windowSeconds/maximum",keyword:"maximum",params:{comparison:"<=",limit:86400}};e===null?e=[i]:e.push(i),
s++}if(r<1||isNaN(r)){const i={instancePath:t+"/spec/healing/restarts/windowSeconds",schemaPath:"#/properties/spec/pro\
perties/healing/properties/restarts/properties/windowSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};
e===null?e=[i]:e.push(i),s++}}}}else{const r={instancePath:t+"/spec/healing/restarts",schemaPath:"#/properties/spec/pr\
operties/healing/properties/restarts/type",keyword:"type",params:{type:"object"}};e===null?e=[r]:e.push(r),s++}}if(o.backoff!==
void 0){let p=o.backoff;if(p&&typeof p=="object"&&!Array.isArray(p)){for(const r in p)if(!(r==="initialSeconds"||r==="\
maxSeconds")){const i={instancePath:t+"/spec/healing/backoff",schemaPath:"#/properties/spec/properties/healing/propert\
ies/backoff/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:r}};e===null?e=[i]:e.push(
i),s++}if(p.initialSeconds!==void 0){let r=p.initialSeconds;if(!(typeof r=="number"&&!(r%1)&&!isNaN(r)&&isFinite(r))){
const i={instancePath:t+"/spec/healing/backoff/initialSeconds",schemaPath:"#/properties/spec/properties/healing/proper\
ties/backoff/properties/initialSeconds/type",keyword:"type",params:{type:"integer"}};e===null?e=[i]:e.push(i),s++}if(typeof r==
"number"&&isFinite(r)){if(r>3600||isNaN(r)){const i={instancePath:t+"/spec/healing/backoff/initialSeconds",schemaPath:"\
#/properties/spec/properties/healing/properties/backoff/properties/initialSeconds/maximum",keyword:"maximum",params:{comparison:"\
<=",limit:3600}};e===null?e=[i]:e.push(i),s++}if(r<1||isNaN(r)){const i={instancePath:t+"/spec/healing/backoff/initial\
Seconds",schemaPath:"#/properties/spec/properties/healing/properties/backoff/properties/initialSeconds/minimum",keyword:"\
minimum",params:{comparison:">=",limit:1}};e===null?e=[i]:e.push(i),s++}}}if(p.maxSeconds!==void 0){let r=p.maxSeconds;
if(!(typeof r=="number"&&!(r%1)&&!isNaN(r)&&isFinite(r))){const i={instancePath:t+"/spec/healing/backoff/maxSeconds",schemaPath:"\
#/properties/spec/properties/healing/properties/backoff/properties/maxSeconds/type",keyword:"type",params:{type:"integ\
er"}};e===null?e=[i]:e.push(i),s++}if(typeof r=="number"&&isFinite(r)){if(r>86400||isNaN(r)){const i={instancePath:t+"\
/spec/healing/backoff/maxSeconds",schemaPath:"#/properties/spec/properties/healing/properties/backoff/properties/maxSe\
conds/maximum",keyword:"maximum",params:{comparison:"<=",limit:86400}};e===null?e=[i]:e.push(i),s++}if(r<1||isNaN(r)){
const i={instancePath:t+"/spec/healing/backoff/maxSeconds",schemaPath:"#/properties/spec/properties/healing/properties\
/backoff/properties/maxSeconds/minimum",keyword:"minimum",params:{comparison:">=",limit:1}};e===null?e=[i]:e.push(i),s++}}}}else{
const r={instancePath:t+"/spec/healing/backoff",schemaPath:"#/properties/spec/properties/healing/properties/backoff/ty\
pe",keyword:"type",params:{type:"object"}};e===null?e=[r]:e.push(r),s++}}}else{const p={instancePath:t+"/spec/healing",
schemaPath:"#/properties/spec/properties/healing/type",keyword:"type",params:{type:"object"}};e===null?e=[p]:e.push(p),
s++}}if(l.monitoring!==void 0){let o=l.monitoring;if(o&&typeof o=="object"&&!Array.isArray(o)){for(const p in o)if(!(p===
"intervalSeconds"||p==="redis"||p==="rabbitmq"||p==="webhooks")){const r={instancePath:t+"/spec/monitoring",schemaPath:"\
#/properties/spec/properties/monitoring/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:p}};
e===null?e=[r]:e.push(r),s++}if(o.intervalSeconds!==void 0){let p=o.intervalSeconds;if(!(typeof p=="number"&&!(p%1)&&!isNaN(
p)&&isFinite(p))){const r={instancePath:t+"/spec/monitoring/intervalSeconds",schemaPath:"#/properties/spec/properties/\
monitoring/properties/intervalSeconds/type",keyword:"type",params:{type:"integer"}};e===null?e=[r]:e.push(r),s++}if(typeof p==
"number"&&isFinite(p)){if(p>86400||isNaN(p)){const r={instancePath:t+"/spec/monitoring/intervalSeconds",schemaPath:"#/\
properties/spec/properties/monitoring/properties/intervalSeconds/maximum",keyword:"maximum",params:{comparison:"<=",limit:86400}};
e===null?e=[r]:e.push(r),s++}if(p<1||isNaN(p)){const r={instancePath:t+"/spec/monitoring/intervalSeconds",schemaPath:"\
#/properties/spec/properties/monitoring/properties/intervalSeconds/minimum",keyword:"minimum",params:{comparison:">=",
limit:1}};e===null?e=[r]:e.push(r),s++}}}if(o.redis!==void 0){let p=o.redis;if(Array.isArray(p)){if(p.length>64){const i={
instancePath:t+"/spec/monitoring/redis",schemaPath:"#/properties/spec/properties/monitoring/properties/redis/maxItems",
keyword:"maxItems",params:{limit:64}};e===null?e=[i]:e.push(i),s++}const r=p.length;for(let i=0;i<r;i++){let m=p[i];if(m&&
typeof m=="object"&&!Array.isArray(m)){if(m.service===void 0){const a={instancePath:t+"/spec/monitoring/redis/"+i,schemaPath:"\
#/properties/spec/properties/monitoring/properties/redis/items/required",keyword:"required",params:{missingProperty:"s\
ervice"}};e===null?e=[a]:e.push(a),s++}for(const a in m)if(a!=="service"){const n={instancePath:t+"/spec/monitoring/re\
dis/"+i,schemaPath:"#/properties/spec/properties/monitoring/properties/redis/items/additionalProperties",keyword:"addi\
tionalProperties",params:{additionalProperty:a}};e===null?e=[n]:e.push(n),s++}if(m.service!==void 0){let a=m.service;if(typeof a==
"string"){if(u(a)>63){const n={instancePath:t+"/spec/monitoring/redis/"+i+"/service",schemaPath:"#/properties/spec/pro\
perties/monitoring/properties/redis/items/properties/service/maxLength",keyword:"maxLength",params:{limit:63}};e===null?
e=[n]:e.push(n),s++}if(u(a)<1){const n={instancePath:t+"/spec/monitoring/redis/"+i+"/service",schemaPath:"#/properties\
/spec/properties/monitoring/properties/redis/items/properties/service/minLength",keyword:"minLength",params:{limit:1}};
e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+"/spec/monitoring/redis/"+i+"/service",schemaPath:"#/proper\
ties/spec/properties/monitoring/properties/redis/items/properties/service/type",keyword:"type",params:{type:"string"}};
e===null?e=[n]:e.push(n),s++}}}else{const a={instancePath:t+"/spec/monitoring/redis/"+i,schemaPath:"#/properties/spec/\
properties/monitoring/properties/redis/items/type",keyword:"type",params:{type:"object"}};e===null?e=[a]:e.push(a),s++}}}else{
const r={instancePath:t+"/spec/monitoring/redis",schemaPath:"#/properties/spec/properties/monitoring/properties/redis/\
type",keyword:"type",params:{type:"array"}};e===null?e=[r]:e.push(r),s++}}if(o.rabbitmq!==void 0){let p=o.rabbitmq;if(Array.
isArray(p)){if(p.length>64){const i={instancePath:t+"/spec/monitoring/rabbitmq",schemaPath:"#/properties/spec/properti\
es/monitoring/properties/rabbitmq/maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[i]:e.push(i),s++}const r=p.
length;for(let i=0;i<r;i++){let m=p[i];if(m&&typeof m=="object"&&!Array.isArray(m)){if(m.service===void 0){const a={instancePath:t+
"/spec/monitoring/rabbitmq/"+i,schemaPath:"#/properties/spec/properties/monitoring/properties/rabbitmq/items/required",
keyword:"required",params:{missingProperty:"service"}};e===null?e=[a]:e.push(a),s++}for(const a in m)if(a!=="service"){
const n={instancePath:t+"/spec/monitoring/rabbitmq/"+i,schemaPath:"#/properties/spec/properties/monitoring/properties/\
rabbitmq/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:a}};e===null?e=[n]:e.push(
n),s++}if(m.service!==void 0){let a=m.service;if(typeof a=="string"){if(u(a)>63){const n={instancePath:t+"/spec/monito\
ring/rabbitmq/"+i+"/service",schemaPath:"#/properties/spec/properties/monitoring/properties/rabbitmq/items/properties/\
service/maxLength",keyword:"maxLength",params:{limit:63}};e===null?e=[n]:e.push(n),s++}if(u(a)<1){const n={instancePath:t+
"/spec/monitoring/rabbitmq/"+i+"/service",schemaPath:"#/properties/spec/properties/monitoring/properties/rabbitmq/item\
s/properties/service/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+
"/spec/monitoring/rabbitmq/"+i+"/service",schemaPath:"#/properties/spec/properties/monitoring/properties/rabbitmq/item\
s/properties/service/type",keyword:"type",params:{type:"string"}};e===null?e=[n]:e.push(n),s++}}}else{const a={instancePath:t+
"/spec/monitoring/rabbitmq/"+i,schemaPath:"#/properties/spec/properties/monitoring/properties/rabbitmq/items/type",keyword:"\
type",params:{type:"object"}};e===null?e=[a]:e.push(a),s++}}}else{const r={instancePath:t+"/spec/monitoring/rabbitmq",
schemaPath:"#/properties/spec/properties/monitoring/properties/rabbitmq/type",keyword:"type",params:{type:"array"}};e===
null?e=[r]:e.push(r),s++}}if(o.webhooks!==void 0){let p=o.webhooks;if(Array.isArray(p)){if(p.length>32){const i={instancePath:t+
"/spec/monitoring/webhooks",schemaPath:"#/properties/spec/properties/monitoring/properties/webhooks/maxItems",keyword:"\
maxItems",params:{limit:32}};e===null?e=[i]:e.push(i),s++}const r=p.length;for(let i=0;i<r;i++){let m=p[i];if(m&&typeof m==
"object"&&!Array.isArray(m)){if(m.url===void 0){const a={instancePath:t+"/spec/monitoring/webhooks/"+i,schemaPath:"#/p\
roperties/spec/properties/monitoring/properties/webhooks/items/required",keyword:"required",params:{missingProperty:"u\
rl"}};e===null?e=[a]:e.push(a),s++}for(const a in m)if(!(a==="url"||a==="events")){const n={instancePath:t+"/spec/moni\
toring/webhooks/"+i,schemaPath:"#/properties/spec/properties/monitoring/properties/webhooks/items/additionalProperties",
keyword:"additionalProperties",params:{additionalProperty:a}};e===null?e=[n]:e.push(n),s++}if(m.url!==void 0){let a=m.
url;if(typeof a=="string"){if(u(a)>2048){const n={instancePath:t+"/spec/monitoring/webhooks/"+i+"/url",schemaPath:"#/p\
roperties/spec/properties/monitoring/properties/webhooks/items/properties/url/maxLength",keyword:"maxLength",params:{limit:2048}};
e===null?e=[n]:e.push(n),s++}if(!I.test(a)){const n={instancePath:t+"/spec/monitoring/webhooks/"+i+"/url",schemaPath:"\
#/properties/spec/properties/monitoring/properties/webhooks/items/properties/url/pattern",keyword:"pattern",params:{pattern:"\
^https?://[^/\\s]+"}};e===null?e=[n]:e.push(n),s++}}else{const n={instancePath:t+"/spec/monitoring/webhooks/"+i+"/url",
schemaPath:"#/properties/spec/properties/monitoring/properties/webhooks/items/properties/url/type",keyword:"type",params:{
type:"string"}};e===null?e=[n]:e.push(n),s++}}if(m.events!==void 0){let a=m.events;if(Array.isArray(a)){if(a.length>16){
const c={instancePath:t+"/spec/monitoring/webhooks/"+i+"/events",schemaPath:"#/properties/spec/properties/monitoring/p\
roperties/webhooks/items/properties/events/maxItems",keyword:"maxItems",params:{limit:16}};e===null?e=[c]:e.push(c),s++}
const n=a.length;for(let c=0;c<n;c++){let h=a[c];if(typeof h!="string"){const d={instancePath:t+"/spec/monitoring/webh\
ooks/"+i+"/events/"+c,schemaPath:"#/properties/spec/properties/monitoring/properties/webhooks/items/properties/events/\
items/type",keyword:"type",params:{type:"string"}};e===null?e=[d]:e.push(d),s++}if(!(h==="Failover"||h==="Quarantine"||
h==="Score"||h==="Recovered")){const d={instancePath:t+"/spec/monitoring/webhooks/"+i+"/events/"+c,schemaPath:"#/prope\
rties/spec/properties/monitoring/properties/webhooks/items/properties/events/items/enum",keyword:"enum",params:{allowedValues:g.
properties.spec.properties.monitoring.properties.webhooks.items.properties.events.items.enum}};e===null?e=[d]:e.push(d),
s++}}}else{const n={instancePath:t+"/spec/monitoring/webhooks/"+i+"/events",schemaPath:"#/properties/spec/properties/m\
onitoring/properties/webhooks/items/properties/events/type",keyword:"type",params:{type:"array"}};e===null?e=[n]:e.push(
n),s++}}}else{const a={instancePath:t+"/spec/monitoring/webhooks/"+i,schemaPath:"#/properties/spec/properties/monitori\
ng/properties/webhooks/items/type",keyword:"type",params:{type:"object"}};e===null?e=[a]:e.push(a),s++}}}else{const r={
instancePath:t+"/spec/monitoring/webhooks",schemaPath:"#/properties/spec/properties/monitoring/properties/webhooks/typ\
e",keyword:"type",params:{type:"array"}};e===null?e=[r]:e.push(r),s++}}}else{const p={instancePath:t+"/spec/monitoring",
schemaPath:"#/properties/spec/properties/monitoring/type",keyword:"type",params:{type:"object"}};e===null?e=[p]:e.push(
p),s++}}if(l.score!==void 0){let o=l.score;if(o&&typeof o=="object"&&!Array.isArray(o)){for(const p in o)if(!(p==="wei\
ghts"||p==="target")){const r={instancePath:t+"/spec/score",schemaPath:"#/properties/spec/properties/score/additionalP\
roperties",keyword:"additionalProperties",params:{additionalProperty:p}};e===null?e=[r]:e.push(r),s++}if(o.weights!==void 0){
let p=o.weights;if(p&&typeof p=="object"&&!Array.isArray(p)){for(const r in p)if(!(r==="infrastructure"||r==="discover\
y"||r==="routes"||r==="connectivity"||r==="monitoring")){const i={instancePath:t+"/spec/score/weights",schemaPath:"#/p\
roperties/spec/properties/score/properties/weights/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:r}};
e===null?e=[i]:e.push(i),s++}if(p.infrastructure!==void 0){let r=p.infrastructure;if(!(typeof r=="number"&&!(r%1)&&!isNaN(
r)&&isFinite(r))){const i={instancePath:t+"/spec/score/weights/infrastructure",schemaPath:"#/properties/spec/propertie\
s/score/properties/weights/properties/infrastructure/type",keyword:"type",params:{type:"integer"}};e===null?e=[i]:e.push(
i),s++}if(typeof r=="number"&&isFinite(r)){if(r>100||isNaN(r)){const i={instancePath:t+"/spec/score/weights/infrastruc\
ture",schemaPath:"#/properties/spec/properties/score/properties/weights/properties/infrastructure/maximum",keyword:"ma\
ximum",params:{comparison:"<=",limit:100}};e===null?e=[i]:e.push(i),s++}if(r<0||isNaN(r)){const i={instancePath:t+"/sp\
ec/score/weights/infrastructure",schemaPath:"#/properties/spec/properties/score/properties/weights/properties/infrastr\
ucture/minimum",keyword:"minimum",params:{comparison:">=",limit:0}};e===null?e=[i]:e.push(i),s++}}}if(p.discovery!==void 0){
let r=p.discovery;if(!(typeof r=="number"&&!(r%1)&&!isNaN(r)&&isFinite(r))){const i={instancePath:t+"/spec/score/weigh\
ts/discovery",schemaPath:"#/properties/spec/properties/score/properties/weights/properties/discovery/type",keyword:"ty\
pe",params:{type:"integer"}};e===null?e=[i]:e.push(i),s++}if(typeof r=="number"&&isFinite(r)){if(r>100||isNaN(r)){const i={
instancePath:t+"/spec/score/weights/discovery",schemaPath:"#/properties/spec/properties/score/properties/weights/prope\
rties/discovery/maximum",keyword:"maximum",params:{comparison:"<=",limit:100}};e===null?e=[i]:e.push(i),s++}if(r<0||isNaN(
r)){const i={instancePath:t+"/spec/score/weights/discovery",schemaPath:"#/properties/spec/properties/score/properties/\
weights/properties/discovery/minimum",keyword:"minimum",params:{comparison:">=",limit:0}};e===null?e=[i]:e.push(i),s++}}}
if(p.routes!==void 0){let r=p.routes;if(!(typeof r=="number"&&!(r%1)&&!isNaN(r)&&isFinite(r))){const i={instancePath:t+
"/spec/score/weights/routes",schemaPath:"#/properties/spec/properties/score/properties/weights/properties/routes/type",
keyword:"type",params:{type:"integer"}};e===null?e=[i]:e.push(i),s++}if(typeof r=="number"&&isFinite(r)){if(r>100||isNaN(
r)){const i={instancePath:t+"/spec/score/weights/routes",schemaPath:"#/properties/spec/properties/score/properties/wei\
ghts/properties/routes/maximum",keyword:"maximum",params:{comparison:"<=",limit:100}};e===null?e=[i]:e.push(i),s++}if(r<
0||isNaN(r)){const i={instancePath:t+"/spec/score/weights/routes",schemaPath:"#/properties/spec/properties/score/prope\
rties/weights/properties/routes/minimum",keyword:"minimum",params:{comparison:">=",limit:0}};e===null?e=[i]:e.push(i),
s++}}}if(p.connectivity!==void 0){let r=p.connectivity;if(!(typeof r=="number"&&!(r%1)&&!isNaN(r)&&isFinite(r))){const i={
instancePath:t+"/spec/score/weights/connectivity",schemaPath:"#/properties/spec/properties/score/properties/weights/pr\
operties/connectivity/type",keyword:"type",params:{type:"integer"}};e===null?e=[i]:e.push(i),s++}if(typeof r=="number"&&
isFinite(r)){if(r>100||isNaN(r)){const i={instancePath:t+"/spec/score/weights/connectivity",schemaPath:"#/properties/s\
pec/properties/score/properties/weights/properties/connectivity/maximum",keyword:"maximum",params:{comparison:"<=",limit:100}};
e===null?e=[i]:e.push(i),s++}if(r<0||isNaN(r)){const i={instancePath:t+"/spec/score/weights/connectivity",schemaPath:"\
#/properties/spec/properties/score/properties/weights/properties/connectivity/minimum",keyword:"minimum",params:{comparison:"\
>=",limit:0}};e===null?e=[i]:e.push(i),s++}}}if(p.monitoring!==void 0){let r=p.monitoring;if(!(typeof r=="number"&&!(r%
1)&&!isNaN(r)&&isFinite(r))){const i={instancePath:t+"/spec/score/weights/monitoring",schemaPath:"#/properties/spec/pr\
operties/score/properties/weights/properties/monitoring/type",keyword:"type",params:{type:"integer"}};e===null?e=[i]:e.
push(i),s++}if(typeof r=="number"&&isFinite(r)){if(r>100||isNaN(r)){const i={instancePath:t+"/spec/score/weights/monit\
oring",schemaPath:"#/properties/spec/properties/score/properties/weights/properties/monitoring/maximum",keyword:"maxim\
um",params:{comparison:"<=",limit:100}};e===null?e=[i]:e.push(i),s++}if(r<0||isNaN(r)){const i={instancePath:t+"/spec/\
score/weights/monitoring",schemaPath:"#/properties/spec/properties/score/properties/weights/properties/monitoring/mini\
mum",keyword:"minimum",params:{comparison:">=",limit:0}};e===null?e=[i]:e.push(i),s++}}}}else{const r={instancePath:t+
"/spec/score/weights",schemaPath:"#/properties/spec/properties/score/properties/weights/type",keyword:"type",params:{type:"\
object"}};e===null?e=[r]:e.push(r),s++}}if(o.target!==void 0){let p=o.target;if(!(typeof p=="number"&&!(p%1)&&!isNaN(p)&&
isFinite(p))){const r={instancePath:t+"/spec/score/target",schemaPath:"#/properties/spec/properties/score/properties/t\
arget/type",keyword:"type",params:{type:"integer"}};e===null?e=[r]:e.push(r),s++}if(typeof p=="number"&&isFinite(p)){if(p>
100||isNaN(p)){const r={instancePath:t+"/spec/score/target",schemaPath:"#/properties/spec/properties/score/properties/\
target/maximum",keyword:"maximum",params:{comparison:"<=",limit:100}};e===null?e=[r]:e.push(r),s++}if(p<0||isNaN(p)){const r={
instancePath:t+"/spec/score/target",schemaPath:"#/properties/spec/properties/score/properties/target/minimum",keyword:"\
minimum",params:{comparison:">=",limit:0}};e===null?e=[r]:e.push(r),s++}}}}else{const p={instancePath:t+"/spec/score",
schemaPath:"#/properties/spec/properties/score/type",keyword:"type",params:{type:"object"}};e===null?e=[p]:e.push(p),s++}}}else{
const o={instancePath:t+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type:"object"}};e===null?e=
[o]:e.push(o),s++}}if(y.status!==void 0){let l=y.status;if(!(l&&typeof l=="object"&&!Array.isArray(l))){const o={instancePath:t+
"/status",schemaPath:"#/properties/status/type",keyword:"type",params:{type:"object"}};e===null?e=[o]:e.push(o),s++}}}else{
const l={instancePath:t,schemaPath:"#/type",keyword:"type",params:{type:"object"}};e===null?e=[l]:e.push(l),s++}return E.
errors=e,s===0}export{ee as validate};
