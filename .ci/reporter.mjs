// A jest reporter that ends the run with one plain line, for people and for whatever reads the log.
export default class ClosingLine {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    // Jest prints a summary of its own after this call.
    process.once('exit', () => {
      console.log(`${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`);
    });
  }
}
