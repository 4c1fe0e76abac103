import CFFmpeg

/// Reads single images of any format that libavcodec decodes.
package enum ImageReader {
  /// The first picture of the file at `path`.
  /// - Throws: `.unreadableInput` when it is missing, empty or no image.
  package static func read(_ path: String) throws(PipelineError) -> Frame { fatalError() }
}

/// Writes single images: PNG, JPEG, WebP, TIFF (and what else the encoders offer) by extension.
///
/// One object serves one stage (one thread at a time).
package final class ImageWriter {
  /// Where the writer cannot keep something (transparency): one sentence each, said once.
  package var warnings: [String] { fatalError() }

  /// A writer for the format of `fileExtension` (`png`, `jpg`, ...).
  /// - Throws: `.usage` when no encoder writes it.
  package init(fileExtension: String) throws(PipelineError) { fatalError() }

  /// The frame format (for `PixelConverter`) in which a picture made of `source` is written:
  /// gray stays gray, more than 8 bits stay more than 8 bits where the format has them.
  package func format(width: Int, height: Int, source: borrowing FrameProperties) -> FrameFormat {
    fatalError()
  }

  /// Writes `frame` to `path`, under a temporary name until complete. Returns the bytes written.
  /// - Throws: `.unwritableOutput`.
  package func write(_ frame: borrowing Frame, to path: String, overwrites: Bool)
    throws(PipelineError) -> Int64
  {
    fatalError()
  }
}
