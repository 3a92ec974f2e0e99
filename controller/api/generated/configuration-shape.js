// Made from controller/spec/configuration.schema.yaml by `npm run generate`; not to be edited.
const I=f,u={type:"object",properties:{listen:{type:"string",maxLength:300,pattern:"^(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+):[0-9\
]{1,5}$"},tls:{type:"object"},sources:{type:"object"},dockerHosts:{type:"array",maxItems:64,items:{type:"string",maxLength:1024,
pattern:"^(unix:///.+|tcp://[^/@\\s]+)$"}},notifications:{type:"object"},frontDoor:{type:"string",enum:["Local","Clust\
er","None"]},allow:{type:"array",maxItems:256,items:{type:"object",required:["source","powers"],properties:{source:{type:"\
string",enum:["local","git","kubernetes"]},namespaces:{type:"array",maxItems:256,items:{type:"string",minLength:1,maxLength:63,
pattern:"^[a-z0-9-]*\\*?$"}},repositories:{type:"array",maxItems:256,items:{type:"string",minLength:1,maxLength:2048}},
powers:{type:"array",minItems:1,maxItems:16,items:{type:"string",enum:["process","execProbe","valueFromEnv","valueFrom\
File","hostPath","privileged","hostNamespaces","devices","dockerSocket","dockerHost","takeover"]}},roots:{type:"array",
maxItems:64,items:{type:"string",minLength:1,maxLength:4096,pattern:"^/"}}},additionalProperties:!1}}},additionalProperties:!1,
$defs:{}};import w from"ajv/dist/runtime/ucs2length.js";const y=w.default,d=new RegExp("^(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+):\
[0-9]{1,5}$","u"),g=new RegExp("^(unix:///.+|tcp://[^/@\\s]+)$","u"),k=new RegExp("^[a-z0-9-]*\\*?$","u"),P=new RegExp(
"^/","u");function f(h,{instancePath:r="",parentData:x,parentDataProperty:L,rootData:A=h}={}){let e=null,t=0;if(h&&typeof h==
"object"&&!Array.isArray(h)){for(const i in h)if(!(i==="listen"||i==="tls"||i==="sources"||i==="dockerHosts"||i==="not\
ifications"||i==="frontDoor"||i==="allow")){const l={instancePath:r,schemaPath:"#/additionalProperties",keyword:"addit\
ionalProperties",params:{additionalProperty:i}};e===null?e=[l]:e.push(l),t++}if(h.listen!==void 0){let i=h.listen;if(typeof i==
"string"){if(y(i)>300){const l={instancePath:r+"/listen",schemaPath:"#/properties/listen/maxLength",keyword:"maxLength",
params:{limit:300}};e===null?e=[l]:e.push(l),t++}if(!d.test(i)){const l={instancePath:r+"/listen",schemaPath:"#/proper\
ties/listen/pattern",keyword:"pattern",params:{pattern:"^(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+):[0-9]{1,5}$"}};e===null?e=[l]:
e.push(l),t++}}else{const l={instancePath:r+"/listen",schemaPath:"#/properties/listen/type",keyword:"type",params:{type:"\
string"}};e===null?e=[l]:e.push(l),t++}}if(h.tls!==void 0){let i=h.tls;if(!(i&&typeof i=="object"&&!Array.isArray(i))){
const l={instancePath:r+"/tls",schemaPath:"#/properties/tls/type",keyword:"type",params:{type:"object"}};e===null?e=[l]:
e.push(l),t++}}if(h.sources!==void 0){let i=h.sources;if(!(i&&typeof i=="object"&&!Array.isArray(i))){const l={instancePath:r+
"/sources",schemaPath:"#/properties/sources/type",keyword:"type",params:{type:"object"}};e===null?e=[l]:e.push(l),t++}}
if(h.dockerHosts!==void 0){let i=h.dockerHosts;if(Array.isArray(i)){if(i.length>64){const o={instancePath:r+"/dockerHo\
sts",schemaPath:"#/properties/dockerHosts/maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[o]:e.push(o),t++}
const l=i.length;for(let o=0;o<l;o++){let c=i[o];if(typeof c=="string"){if(y(c)>1024){const s={instancePath:r+"/docker\
Hosts/"+o,schemaPath:"#/properties/dockerHosts/items/maxLength",keyword:"maxLength",params:{limit:1024}};e===null?e=[s]:
e.push(s),t++}if(!g.test(c)){const s={instancePath:r+"/dockerHosts/"+o,schemaPath:"#/properties/dockerHosts/items/patt\
ern",keyword:"pattern",params:{pattern:"^(unix:///.+|tcp://[^/@\\s]+)$"}};e===null?e=[s]:e.push(s),t++}}else{const s={
instancePath:r+"/dockerHosts/"+o,schemaPath:"#/properties/dockerHosts/items/type",keyword:"type",params:{type:"string"}};
e===null?e=[s]:e.push(s),t++}}}else{const l={instancePath:r+"/dockerHosts",schemaPath:"#/properties/dockerHosts/type",
keyword:"type",params:{type:"array"}};e===null?e=[l]:e.push(l),t++}}if(h.notifications!==void 0){let i=h.notifications;
if(!(i&&typeof i=="object"&&!Array.isArray(i))){const l={instancePath:r+"/notifications",schemaPath:"#/properties/noti\
fications/type",keyword:"type",params:{type:"object"}};e===null?e=[l]:e.push(l),t++}}if(h.frontDoor!==void 0){let i=h.
frontDoor;if(typeof i!="string"){const l={instancePath:r+"/frontDoor",schemaPath:"#/properties/frontDoor/type",keyword:"\
type",params:{type:"string"}};e===null?e=[l]:e.push(l),t++}if(!(i==="Local"||i==="Cluster"||i==="None")){const l={instancePath:r+
"/frontDoor",schemaPath:"#/properties/frontDoor/enum",keyword:"enum",params:{allowedValues:u.properties.frontDoor.enum}};
e===null?e=[l]:e.push(l),t++}}if(h.allow!==void 0){let i=h.allow;if(Array.isArray(i)){if(i.length>256){const o={instancePath:r+
"/allow",schemaPath:"#/properties/allow/maxItems",keyword:"maxItems",params:{limit:256}};e===null?e=[o]:e.push(o),t++}
const l=i.length;for(let o=0;o<l;o++){let c=i[o];if(c&&typeof c=="object"&&!Array.isArray(c)){if(c.source===void 0){const s={
instancePath:r+"/allow/"+o,schemaPath:"#/properties/allow/items/required",keyword:"required",params:{missingProperty:"\
source"}};e===null?e=[s]:e.push(s),t++}if(c.powers===void 0){const s={instancePath:r+"/allow/"+o,schemaPath:"#/propert\
ies/allow/items/required",keyword:"required",params:{missingProperty:"powers"}};e===null?e=[s]:e.push(s),t++}for(const s in c)
if(!(s==="source"||s==="namespaces"||s==="repositories"||s==="powers"||s==="roots")){const n={instancePath:r+"/allow/"+
o,schemaPath:"#/properties/allow/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:s}};
e===null?e=[n]:e.push(n),t++}if(c.source!==void 0){let s=c.source;if(typeof s!="string"){const n={instancePath:r+"/all\
ow/"+o+"/source",schemaPath:"#/properties/allow/items/properties/source/type",keyword:"type",params:{type:"string"}};e===
null?e=[n]:e.push(n),t++}if(!(s==="local"||s==="git"||s==="kubernetes")){const n={instancePath:r+"/allow/"+o+"/source",
schemaPath:"#/properties/allow/items/properties/source/enum",keyword:"enum",params:{allowedValues:u.properties.allow.items.
properties.source.enum}};e===null?e=[n]:e.push(n),t++}}if(c.namespaces!==void 0){let s=c.namespaces;if(Array.isArray(s)){
if(s.length>256){const a={instancePath:r+"/allow/"+o+"/namespaces",schemaPath:"#/properties/allow/items/properties/nam\
espaces/maxItems",keyword:"maxItems",params:{limit:256}};e===null?e=[a]:e.push(a),t++}const n=s.length;for(let a=0;a<n;a++){
let m=s[a];if(typeof m=="string"){if(y(m)>63){const p={instancePath:r+"/allow/"+o+"/namespaces/"+a,schemaPath:"#/prope\
rties/allow/items/properties/namespaces/items/maxLength",keyword:"maxLength",params:{limit:63}};e===null?e=[p]:e.push(
p),t++}if(y(m)<1){const p={instancePath:r+"/allow/"+o+"/namespaces/"+a,schemaPath:"#/properties/allow/items/properties\
/namespaces/items/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[p]:e.push(p),t++}if(!k.test(m)){const p={
instancePath:r+"/allow/"+o+"/namespaces/"+a,schemaPath:"#/properties/allow/items/properties/namespaces/items/pattern",
keyword:"pattern",params:{pattern:"^[a-z0-9-]*\\*?$"}};e===null?e=[p]:e.push(p),t++}}else{const p={instancePath:r+"/al\
low/"+o+"/namespaces/"+a,schemaPath:"#/properties/allow/items/properties/namespaces/items/type",keyword:"type",params:{
type:"string"}};e===null?e=[p]:e.push(p),t++}}}else{const n={instancePath:r+"/allow/"+o+"/namespaces",schemaPath:"#/pr\
operties/allow/items/properties/namespaces/type",keyword:"type",params:{type:"array"}};e===null?e=[n]:e.push(n),t++}}if(c.
repositories!==void 0){let s=c.repositories;if(Array.isArray(s)){if(s.length>256){const a={instancePath:r+"/allow/"+o+
"/repositories",schemaPath:"#/properties/allow/items/properties/repositories/maxItems",keyword:"maxItems",params:{limit:256}};
e===null?e=[a]:e.push(a),t++}const n=s.length;for(let a=0;a<n;a++){let m=s[a];if(typeof m=="string"){if(y(m)>2048){const p={
instancePath:r+"/allow/"+o+"/repositories/"+a,schemaPath:"#/properties/allow/items/properties/repositories/items/maxLe\
ngth",keyword:"maxLength",params:{limit:2048}};e===null?e=[p]:e.push(p),t++}if(y(m)<1){const p={instancePath:r+"/allow\
/"+o+"/repositories/"+a,schemaPath:"#/properties/allow/items/properties/repositories/items/minLength",keyword:"minLeng\
th",params:{limit:1}};e===null?e=[p]:e.push(p),t++}}else{const p={instancePath:r+"/allow/"+o+"/repositories/"+a,schemaPath:"\
#/properties/allow/items/properties/repositories/items/type",keyword:"type",params:{type:"string"}};e===null?e=[p]:e.push(
p),t++}}}else{const n={instancePath:r+"/allow/"+o+"/repositories",schemaPath:"#/properties/allow/items/properties/repo\
sitories/type",keyword:"type",params:{type:"array"}};e===null?e=[n]:e.push(n),t++}}if(c.powers!==void 0){let s=c.powers;
if(Array.isArray(s)){if(s.length>16){const a={instancePath:r+"/allow/"+o+"/powers",schemaPath:"#/properties/allow/item\
s/properties/powers/maxItems",keyword:"maxItems",params:{limit:16}};e===null?e=[a]:e.push(a),t++}if(s.length<1){const a={
instancePath:r+"/allow/"+o+"/powers",schemaPath:"#/properties/allow/items/properties/powers/minItems",keyword:"minItem\
s",params:{limit:1}};e===null?e=[a]:e.push(a),t++}const n=s.length;for(let a=0;a<n;a++){let m=s[a];if(typeof m!="strin\
g"){const p={instancePath:r+"/allow/"+o+"/powers/"+a,schemaPath:"#/properties/allow/items/properties/powers/items/type",
keyword:"type",params:{type:"string"}};e===null?e=[p]:e.push(p),t++}if(!(m==="process"||m==="execProbe"||m==="valueFro\
mEnv"||m==="valueFromFile"||m==="hostPath"||m==="privileged"||m==="hostNamespaces"||m==="devices"||m==="dockerSocket"||
m==="dockerHost"||m==="takeover")){const p={instancePath:r+"/allow/"+o+"/powers/"+a,schemaPath:"#/properties/allow/ite\
ms/properties/powers/items/enum",keyword:"enum",params:{allowedValues:u.properties.allow.items.properties.powers.items.
enum}};e===null?e=[p]:e.push(p),t++}}}else{const n={instancePath:r+"/allow/"+o+"/powers",schemaPath:"#/properties/allo\
w/items/properties/powers/type",keyword:"type",params:{type:"array"}};e===null?e=[n]:e.push(n),t++}}if(c.roots!==void 0){
let s=c.roots;if(Array.isArray(s)){if(s.length>64){const a={instancePath:r+"/allow/"+o+"/roots",schemaPath:"#/properti\
es/allow/items/properties/roots/maxItems",keyword:"maxItems",params:{limit:64}};e===null?e=[a]:e.push(a),t++}const n=s.
length;for(let a=0;a<n;a++){let m=s[a];if(typeof m=="string"){if(y(m)>4096){const p={instancePath:r+"/allow/"+o+"/root\
s/"+a,schemaPath:"#/properties/allow/items/properties/roots/items/maxLength",keyword:"maxLength",params:{limit:4096}};
e===null?e=[p]:e.push(p),t++}if(y(m)<1){const p={instancePath:r+"/allow/"+o+"/roots/"+a,schemaPath:"#/properties/allow\
/items/properties/roots/items/minLength",keyword:"minLength",params:{limit:1}};e===null?e=[p]:e.push(p),t++}if(!P.test(
m)){const p={instancePath:r+"/allow/"+o+"/roots/"+a,schemaPath:"#/properties/allow/items/properties/roots/items/patter\
n",keyword:"pattern",params:{pattern:"^/"}};e===null?e=[p]:e.push(p),t++}}else{const p={instancePath:r+"/allow/"+o+"/r\
oots/"+a,schemaPath:"#/properties/allow/items/properties/roots/items/type",keyword:"type",params:{type:"string"}};e===
null?e=[p]:e.push(p),t++}}}else{const n={instancePath:r+"/allow/"+o+"/roots",schemaPath:"#/properties/allow/items/prop\
erties/roots/type",keyword:"type",params:{type:"array"}};e===null?e=[n]:e.push(n),t++}}}else{const s={instancePath:r+"\
/allow/"+o,schemaPath:"#/properties/allow/items/type",keyword:"type",params:{type:"object"}};e===null?e=[s]:e.push(s),
t++}}}else{const l={instancePath:r+"/allow",schemaPath:"#/properties/allow/type",keyword:"type",params:{type:"array"}};
e===null?e=[l]:e.push(l),t++}}}else{const i={instancePath:r,schemaPath:"#/type",keyword:"type",params:{type:"object"}};
e===null?e=[i]:e.push(i),t++}return f.errors=e,t===0}export{I as validate};
