/// What a pickle of tensors can hold.
indirect enum PickleValue {
  case none
  case bool(Bool)
  case int(Int)
  case text(String)
  /// `depth` is 1 more than the deepest tuple inside.
  case tuple([PickleValue], depth: Int)
  /// An index into the reader's dictionaries: a dictionary is filled after it was noted for later use,
  /// and may contain itself.
  case dictionary(Int)
  case global(PickleGlobal)
  case storage(StoredTensor.Storage)
  case tensor(StoredTensor)

  var depth: Int {
    if case .tuple(_, let depth) = self { depth } else { 0 }
  }
}

/// The names that a pickle of tensors refers to; none of them is ever called.
enum PickleGlobal: String {
  case orderedDictionary = "collections.OrderedDict"
  case rebuildTensor = "torch._utils._rebuild_tensor_v2"
  case floatStorage = "torch.FloatStorage"
  case halfStorage = "torch.HalfStorage"
  case bfloat16Storage = "torch.BFloat16Storage"

  /// The type of a storage's values, where it names one.
  var elementType: ElementType? {
    switch self {
    case .floatStorage: .float32
    case .halfStorage: .float16
    case .bfloat16Storage: .bfloat16
    case .orderedDictionary, .rebuildTensor: nil
    }
  }
}

/// A tensor as a pickle describes it: a view of values that lie in another member of the archive.
struct StoredTensor: Sendable {
  /// Values one after the other; several tensors may share one.
  struct Storage: Sendable {
    let type: ElementType
    /// The member's name behind `data/`.
    let key: String
    let count: Int
  }

  let storage: Storage
  /// The first value, counted in values of the storage.
  let offset: Int
  let shape: [Int]
  /// Values from one index to the next, for each dimension.
  let strides: [Int]
}
