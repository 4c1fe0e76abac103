import CFFmpeg

/// Whether a file is one picture or a video.
package enum MediaKind {
  case image, video

  /// What the file's name says; nil for an extension that is neither.
  package init?(fileExtension: String) {
    if Self.imageExtensions.contains(fileExtension) {
      self = .image
    } else if Self.videoExtensions.contains(fileExtension) {
      self = .video
    } else {
      return nil
    }
  }

  /// What one file is. An extension of videos is believed; otherwise FFmpeg's look at the first bytes counts, as
  /// a PNG may be animated and a name may lack an extension; and where that finds nothing, the name.
  package init(path: String) {
    let named = MediaKind(fileExtension: Path.fileExtension(path))
    guard named != .video, let format = Demuxer.format(of: path) else {
      // A video where nothing tells: its demuxer will say what is wrong with it.
      self = named ?? .video
      return
    }
    let name = String(cString: format.pointee.name)
    self = name.hasSuffix("_pipe") || name == "image2" ? .image : .video
  }

  private static let imageExtensions: Set<String> = [
    "bmp", "dpx", "exr", "hdr", "heic", "heif", "j2k", "jfif", "jp2", "jpe", "jpeg", "jpg", "jxl",
    "pam", "pbm", "pcx", "pgm", "png", "pnm", "ppm", "qoi", "sgi", "targa", "tga", "tif", "tiff",
    "webp",
  ]
  private static let videoExtensions: Set<String> = [
    "264", "265", "3g2", "3gp", "apng", "asf", "av1", "avc", "avi", "avif", "divx", "dv", "f4v",
    "flv", "gif", "h261", "h263", "h264", "h265", "hevc", "ivf", "m1v", "m2ts", "m2v", "m4v",
    "mj2", "mjpeg", "mjpg", "mkv", "mov", "mp4", "mpeg", "mpg", "mts", "mxf", "nut", "obu",
    "ogm", "ogv", "rm", "rmvb", "ts", "vc1", "vob", "webm", "wmv", "wtv", "y4m",
  ]
}
