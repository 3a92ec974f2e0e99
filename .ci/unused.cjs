// Takes the place of packages that the bundle never calls.
module.exports = {};
