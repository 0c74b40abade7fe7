/// The demo: what the wall shows when nothing is configured. Sixteen calm moving pictures that
/// ffmpeg's filters generate without an end, no file and no network behind them.
///
/// All of them are drawn small and scaled up softly, which is what keeps one between 5.7 and 8.9 %
/// of a core over its first five seconds, mpv's own start included (640×360 at 30 frames a second,
/// `--vo=null`, mpv 0.35.1 with ffmpeg 5.1; a black picture takes 4.7 %).
/// A generator makes frames as fast as they are asked for: a player must open these without a
/// read-ahead cache, or it fills with pictures.
public enum DemoItems {
    /// What all of them fail together with.
    public static let source = SourceID(rawValue: "demo")

    /// The items, `demo:1` to `demo:16`, so ordered that neighbours differ.
    public static let all: [MediaItem] = pictures.enumerated().map { index, picture in
        MediaItem(
            id: ItemID(rawValue: "demo:\(index + 1)"), title: picture.title,
            location: .demo(graph: picture.graph), isLive: false, source: source)
    }

    /// What a player opens for a demo item's graph.
    public static func address(graph: String) -> String { "av://lavfi:" + graph }

    /// From a small picture in any colours to the picture of a cell.
    private static let enlarged = ",format=yuv444p,scale=640:360:flags=bicubic,format=yuv420p"

    private static let pictures: [(title: String, graph: String)] = [
        (
            "Aurora",
            "nullsrc=s=48x27:r=30,format=gbrp,geq=r='40+30*sin(X/9+"
                + "T*0.3)*exp(-pow((Y-15)/7,2))':g='20+200*exp(-pow((Y-10.5-3.7*sin(X/7.5+"
                + "T*0.5)-2.2*sin(X/3.7-T*0.8))/4.5,2))':b='50+"
                + "120*exp(-pow((Y-14-3*sin(X/10-T*0.4))/6.7,2))'" + enlarged
        ),
        (
            "Dawn",
            "gradients=s=160x90:r=30:n=5:c0=0x10002b:c1=0x5a189a:c2=0xe0aaff:c3=0xff6d00:"
                + "c4=0x240046:x0=0:y0=0:x1=159:y1=89:speed=0.006:t=linear" + enlarged
        ),
        (
            "Lagoon",
            "nullsrc=s=48x27:r=30,format=gray,geq=lum='128+"
                + "60*sin(hypot(X-24-13*sin(T*0.3),Y-13-7*cos(T*0.4))/3.7-T*0.9)+"
                + "55*sin(hypot(X-15+12*cos(T*0.23),Y-12)/4.5+T*0.5)',format=yuv444p,"
                + "pseudocolor=p=viridis" + enlarged
        ),
        (
            "Rose",
            "aevalsrc='0.9*sin(2*PI*90*t)*cos(2*PI*240.1*t)"
                + "|0.9*cos(2*PI*90*t)*cos(2*PI*240.1*t)':"
                + "s=12000,avectorscope=s=480x270:r=30:draw=line:m=lissajous_xy:rc=255:gc=150:"
                + "bc=60:rf=10:gf=16:bf=22,format=yuv420p"
        ),
        (
            "Ocean",
            "nullsrc=s=64x36:r=30,geq=lum='70+Y+28*sin(X/6+sin(Y/5+T*0.6)*2+T*0.8)+"
                + "20*sin(Y/3-T*1.1)':cb='158+10*sin(X/14+T*0.2)':cr='92+12*sin(Y/9-T*0.3)',"
                + "scale=640:360:flags=bicubic"
        ),
        (
            "Lava",
            "nullsrc=s=48x27:r=30,format=gray,geq=lum='min(230,-40+1750/(9+"
                + "hypot(X-24-20*sin(T*0.31),Y-13-11*cos(T*0.37)))+1750/(9+"
                + "hypot(X-24-18*cos(T*0.23),Y-13-12*sin(T*0.41))))',format=yuv444p,"
                + "pseudocolor=p=inferno" + enlarged
        ),
        (
            "Life",
            "life=s=80x45:r=10:ratio=0.3:seed=7,loop=loop=-1:size=1200,format=gray,"
                + "fps=30,lagfun=decay=0.93,format=yuv444p,pseudocolor=p=viridis" + enlarged
        ),
        (
            "Clouds",
            "nullsrc=s=64x36:r=30,geq=lum='150+35*sin(X/8+T*0.25+2*sin(Y/6+T*0.15))+"
                + "25*sin(X/4-T*0.2+1.5*sin(Y/3))':cb='150-12*sin(X/9+Y/7+T*0.2)':cr='118+"
                + "14*sin(X/15-T*0.13)',scale=640:360:flags=bicubic"
        ),
        (
            "Silk",
            "nullsrc=s=64x36:r=30,format=gray,geq=lum='128+90*sin(X/7+2.2*sin(Y/8+"
                + "T*0.35)+T*0.3)*cos(Y/9+1.6*sin(X/11-T*0.28))',format=yuv444p,"
                + "pseudocolor=p=magma" + enlarged
        ),
        (
            "Weave",
            "aevalsrc='0.85*sin(2*PI*120*t)|0.85*sin(2*PI*180.25*t+0.6*sin(t*0.4))':"
                + "s=12000,avectorscope=s=480x270:r=30:draw=line:m=lissajous_xy:rc=60:gc=190:"
                + "bc=255:rf=20:gf=14:bf=10,format=yuv420p"
        ),
        (
            "Shell",
            "gradients=s=160x90:r=30:n=5:c0=0x1b2a6b:c1=0x8e3b8a:c2=0xf08a5d:c3=0x1fa6a2:"
                + "c4=0x1b2a6b:seed=3:speed=0.006:t=spiral" + enlarged
        ),
        (
            "Ripples",
            "nullsrc=s=64x36:r=30,geq=lum='128+100*sin(hypot(X-32,"
                + "Y-18)/3-T*1.2)*exp(-hypot(X-32,Y-18)/30)':cb='128+40*sin(T*0.21+X/20)':"
                + "cr='128+40*cos(T*0.17+Y/15)',scale=640:360:flags=bicubic"
        ),
        (
            "Interference",
            "nullsrc=s=64x36:r=30,format=gray,geq=lum='128+"
                + "95*sin(hypot(X-32-15*sin(T*0.3),Y-18)/3)*sin(hypot(X-32+15*cos(T*0.27),"
                + "Y-18)/3)',format=yuv444p,pseudocolor=p=cividis" + enlarged
        ),
        (
            "Sun",
            "gradients=s=160x90:r=30:n=4:c0=0xfff3b0:c1=0xe9c46a:c2=0xe76f51:c3=0x5f0f40:"
                + "x0=80:y0=45:x1=160:y1=90:speed=0.008:t=radial" + enlarged
        ),
        (
            "Dusk",
            "nullsrc=s=64x36:r=30,format=gray,geq=lum='110+36*sin(X/9+T*0.7)+"
                + "36*sin(Y/7-T*0.5)+36*sin((X+Y)/11+T*0.4)',format=yuv444p,"
                + "pseudocolor=p=plasma" + enlarged
        ),
        (
            "Ember",
            "gradients=s=120x68:r=30:n=5:c0=0x03071e:c1=0x9d0208:c2=0xf48c06:c3=0x577590:"
                + "c4=0x03071e:x0=50:y0=30:x1=110:y1=60:speed=0.005:t=circular" + enlarged
        ),
    ]
}
