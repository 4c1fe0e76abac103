import RLFNEngine
import FramePipeline
print("rlfn-video")
