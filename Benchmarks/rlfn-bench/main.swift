import CRLFNKernelCalls
import Glibc
import RLFNTestSupport

let usage = """
  rlfn-bench checks every kernel at every level of this machine, then times it.

  usage: rlfn-bench [--quick]
         rlfn-bench --bits         a hash of each kernel's output for each checked shape
         rlfn-bench --record FILE  the kernel calls of a picture's way through the network

  """

func writeError(_ text: String) {
  _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
}

switch Array(CommandLine.arguments.dropFirst()) {
case []:
  exit(KernelBench(stopwatch: Stopwatch(samples: 301, sampleSeconds: 2e-4)).run() ? 0 : 1)
case ["--quick"]:
  exit(KernelBench(stopwatch: Stopwatch(samples: 3, sampleSeconds: 2e-4)).run() ? 0 : 1)
case ["--bits"]:
  let tables = KernelTables.all
  exit(
    rlfn_print_bits(tables.pointers, Int32(tables.pointers.count), Int32(tables.exact.count))
      ? 0 : 1)
case let words where words.count == 2 && words[0] == "--record":
  do {
    print(try NetworkRecording.write(to: words[1]))
  } catch {
    writeError("rlfn-bench: \(error)\n")
    exit(1)
  }
case let words:
  guard words == ["-h"] || words == ["--help"] else {
    writeError(usage)
    exit(2)
  }
  print(usage, terminator: "")
}
