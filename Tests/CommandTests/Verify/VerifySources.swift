import RLFNTestSupport

/// Files that have everything which can get lost.
enum VerifySources {
  /// `rich.mkv`: frames at uneven times, pixels that are not square, a second video, two languages of sound, subtitles,
  /// chapters with a gap, an attachment, tags.
  static func makeRich(in folder: TemporaryFolder) {
    folder.write(
      "1\n00:00:00,200 --> 00:00:00,700\nOne\n\n2\n00:00:00,900 --> 00:00:01,400\nTwo\n",
      to: "s.srt")
    folder.write("not really a font", to: "font.ttf")
    folder.write(
      """
      ;FFMETADATA1
      title=Rich
      artist=Somebody
      mood=odd
      [CHAPTER]
      TIMEBASE=1/1000
      START=0
      END=600
      title=First
      [CHAPTER]
      TIMEBASE=1/1000
      START=1000
      END=1800
      title=Second

      """, to: "meta.txt")
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=64x48:r=20 -f lavfi -i sine=f=300 -f lavfi -i sine=f=500 "
        + "-f lavfi -i testsrc=s=32x32:r=10 -i s.srt -i meta.txt -t 2 -map 0 -map 1 -map 2 -map 3 -map 4 "
        + "-map_metadata 5 -map_chapters 5 -attach font.ttf "
        + "-metadata:s:t mimetype=application/x-truetype-font "
        + "-filter:v:0 \"settb=1/1000,setpts='(N*0.05+if(gt(N,9),0.03))/TB',setsar=4/3\" -vsync passthrough -enc_time_base:v:0 1/1000 "
        + "-c:v:0 libx264 -bf:v:0 2 -colorspace:v:0 smpte170m -color_primaries:v:0 smpte170m "
        + "-color_trc:v:0 smpte170m -color_range:v:0 tv -chroma_sample_location:v:0 left "
        + "-c:v:1 mpeg4 -pix_fmt yuv420p -c:a:0 aac -c:a:1 flac -c:s srt "
        + "-disposition:v:0 default -disposition:v:1 0 -disposition:a:0 default -disposition:a:1 comment "
        + "-metadata:s:a:0 language=deu -metadata:s:a:1 language=fra -metadata:s:a:1 title=Ton "
        + "-metadata:s:s language=eng rich.mkv")
  }

  /// `hdr.mp4`: 10 bits, PQ, mastering display and light level, to be turned by 90 degrees.
  static func makeHDR(in folder: TemporaryFolder) {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=64x48:r=10:d=0.8 -pix_fmt yuv420p10le -c:v libx265 -tag:v hvc1 -color_range tv "
        + "-colorspace bt2020nc -color_primaries bt2020 -color_trc smpte2084 -x265-params "
        + "'log-level=none:pools=none:frame-threads=1:hdr10=1:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)"
        + "L(10000000,50):max-cll=1000,400' flat.mp4")
    folder.ffmpeg("-i flat.mp4 -c copy -metadata:s:v rotate=90 hdr.mp4")
  }

  /// `alpha.mov`: a picture that is half transparent.
  static func makeAlpha(in folder: TemporaryFolder) {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=64x48:r=10:d=0.5,format=rgba,colorchannelmixer=aa=0.5 -c:v png alpha.mov"
    )
  }
}
